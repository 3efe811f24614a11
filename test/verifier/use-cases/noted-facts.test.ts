import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { IssuerFacts } from '@counterfoil/verifier/ports'
import { NotedFacts } from '@counterfoil/verifier/use-cases/noted-facts'

const now = 1_800_000_000
const issuer = { did: 'did:ethr:0x1:0x2', key: 'key', issuerNames: [], authorityName: null }
const entry = { mechanism: 'status_list', uri: 'uri', index: 1 } as const

const facts: IssuerFacts<string> = {
  issuerKey: () => ({ value: issuer, observedAt: epochSeconds(now - 3), block: 7 }),
  certifiesKey: () => true,
  accreditation: () => ({ value: true, observedAt: epochSeconds(now - 20), block: 9 }),
  status: async () => ({ value: { value: 2, listIssuedAt: 5 }, observedAt: epochSeconds(now - 250) }),
}

describe('the facts of a judgement', () => {
  it('are handed on with their age, and noted with what they were read from', async () => {
    const noted = new NotedFacts(facts)
    const { issuerKey, isAccredited, status } = noted.verbs()
    const told = await Promise.all([issuerKey({ kid: 'kid', name: null, x5c: [] }), isAccredited('did', 'vct'), status(entry, issuer)].map(async (each) => each))
    expect(told.map(({ value, observedAt }) => [value, now - observedAt])).toEqual([
      [issuer, 3],
      [true, 20],
      [2, 250],
    ])
    expect(noted.used()).toEqual({ issuerKid: 'kid', issuerKeyAt: now - 3, issuerKeyBlock: 7, accreditationAt: now - 20, accreditationBlock: 9, statusAt: now - 250, statusList: { uri: 'uri', issuedAt: 5 } })
  })

  it('name the key by what was found where the credential names none', async () => {
    const noted = new NotedFacts({ ...facts, issuerKey: () => ({ value: { ...issuer, kid: 'found' }, observedAt: epochSeconds(now) }) })
    await noted.verbs().issuerKey({ kid: null, name: null, x5c: ['AAAA'] })
    expect(noted.used().issuerKid).toBe('found')
  })

  it('are none before anything was asked', () => {
    expect(Object.values(new NotedFacts(facts).used()).every((fact) => fact === null)).toBe(true)
  })
})
