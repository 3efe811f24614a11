import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { IssuerFacts } from '@counterfoil/verifier/ports'
import { declinedRecord } from '@counterfoil/verifier/domain/check-record'
import { checkStatement } from '@counterfoil/verifier/domain/check-statement'
import type { RequestId, TransactionId } from '@counterfoil/verifier/domain/presentation'
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
    expect(noted.used()).toEqual({ issuerKid: 'kid', issuerKeyAt: now - 3, issuerKeyBlock: 7, accreditationAt: now - 20, accreditationBlock: 9, statusLists: [{ uri: 'uri', issuedAt: 5, at: now - 250 }] })
  })

  it('hold every status list that was read, and the one read longest ago decides how old they are', async () => {
    const ages: Readonly<Record<string, number>> = { fresh: 1, old: 90, middling: 30 }
    const noted = new NotedFacts({ ...facts, status: ({ uri }) => ({ value: { value: 0, listIssuedAt: 5 }, observedAt: epochSeconds(now - (ages[uri] ?? 0)) }) })
    for (const uri of Object.keys(ages)) await noted.verbs().status({ ...entry, uri }, issuer)
    expect(noted.used().statusLists.map(({ uri, at }) => [uri, now - at])).toEqual([['old', 90], ['middling', 30], ['fresh', 1]])
    const record = { ...declinedRecord, facts: noted.used() }
    const stated = JSON.parse(checkStatement({ asker: 'did', presentation: { transactionId: 't' as TransactionId, requestId: 'r' as RequestId, form: 'f', flow: 'cross_device' }, record, at: epochSeconds(now), profile: null, policy: 'p', fields: null })) as object
    expect(stated).toMatchObject({ status_list: { uri: 'old', iat: 5, at: now - 90 }, further_status_lists: [{ uri: 'middling' }, { uri: 'fresh' }] })
  })

  it('name the key by what was found where the credential names none', async () => {
    const noted = new NotedFacts({ ...facts, issuerKey: () => ({ value: { ...issuer, kid: 'found' }, observedAt: epochSeconds(now) }) })
    await noted.verbs().issuerKey({ kid: null, name: null, x5c: ['AAAA'] })
    expect(noted.used().issuerKid).toBe('found')
  })

  it('are none before anything was asked', () => {
    expect(Object.values(new NotedFacts(facts).used()).every((fact) => fact === null || (Array.isArray(fact) && fact.length === 0))).toBe(true)
  })
})
