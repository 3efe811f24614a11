import { describe, expect, it } from 'vitest'
import { learnIssuers } from '@counterfoil/verifier/adapters/learn-issuers'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import type { AccreditationQuestion, Trust } from '@counterfoil/shared/trust/trust'

/** Trust at its border: it answers whatever it is asked, and remembers that. */
function askedTrust(fails = false) {
  const resolved: string[] = []
  const questions: AccreditationQuestion[] = []
  const trust = {
    listing: () => (fails ? Promise.reject(new LedgerUnavailable('cut off')) : { value: [{ did: 'did:ethr:a' }, { did: 'did:ethr:b' }] }),
    resolve: (did: string) => void resolved.push(did),
    accreditations: async (asked: readonly AccreditationQuestion[]) => void questions.push(...asked),
  } as unknown as Trust
  return { trust, resolved, questions }
}

describe('learning of issuers', () => {
  it('asks of every listed one for its keys, and whether it may issue each type', async () => {
    const { trust, resolved, questions } = askedTrust()
    await learnIssuers(trust, ['type/1', 'type/2'], { warn: () => {} })
    expect(resolved).toEqual(['did:ethr:a', 'did:ethr:b'])
    expect(questions).toEqual(['did:ethr:a', 'did:ethr:b'].flatMap((did) => ['type/1', 'type/2'].map((scope) => ({ kind: 'issue', scope, did }))))
  })

  it('tells the operator of a ledger that is away, and throws nothing', async () => {
    const told: unknown[] = []
    await learnIssuers(askedTrust(true).trust, ['type/1'], { warn: (...words: unknown[]) => void told.push(words) })
    expect(told).toEqual([[{ detail: 'The ledger gave no usable answer: cut off.' }, expect.stringContaining('cannot be used')]])
  })
})
