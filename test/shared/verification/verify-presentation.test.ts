import { describe, expect, it } from 'vitest'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import { checkNames, type Verdict, type Verified } from '@counterfoil/shared/verification/verdict'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { badPresentations, presentBadly, refusedByPorts, type BadPresentation } from '../../support/bad-presentations.ts'
import { audience, disclosure, familyName, givenName, holderKeys, issuerDid, issuerKeys, kid, known, nonce, now, ports, present, publicJwk, query, sha256, strangerKeys, unasked, vct, type Changes } from '../../support/presentations.ts'

type Also = Pick<BadPresentation, 'ports' | 'query' | 'policy'>

const judge = (presentation: string, { query: asked, ports: facts, policy }: Also = {}): Promise<Verdict> =>
  verifyPresentation({ presentation, query: query(asked), audience, nonce, ...(policy === undefined ? {} : { policy }) }, ports(facts))
const judged = (changes: Changes, also?: Also): Promise<Verdict> => judge(present(changes), also)

async function verified(changes: Changes, also?: Also): Promise<Verified> {
  const verdict = await judged(changes, also)
  if (verdict.outcome !== 'verified') throw new Error(`${verdict.refusal}: ${verdict.detail ?? ''}`)
  return verdict
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const english = disclosure('English')
const welsh = disclosure('Welsh')
/** A list of which one element is open, one disclosed and one withheld. */
const languages: Changes = { shown: [givenName, familyName, welsh], payload: { languages: [{ '...': sha256(english) }, { '...': sha256(welsh) }, 'French'] } }
const asking = (...paths: (string | number | null)[][]): Also => ({ query: { claims: paths.map((path) => ({ path })) } })

describe('a good presentation', () => {
  it('is verified, with every check passed and only what was asked for', async () => {
    const verdict = await verified({})
    expect(verdict.checks).toEqual(checkNames.map((name) => ({ name, result: 'passed', ...(['issuer key', 'accreditation', 'status'].includes(name) ? { factAge: 0 } : {}) })))
    expect(verdict).toMatchObject({ issuer: { did: issuerDid, kid: `${issuerDid}#delegate-1` }, vct, issuedAt: now - 10, overDisclosed: false })
    expect(plain(verdict.claims)).toEqual({ given_name: 'Ann', family_name: 'Lee' })
  })

  it.each<[string, Changes, Also?]>([
    ['the last second of the allowance after its end', { payload: { exp: now - 59 } }],
    ['the first second of the allowance before its start', { payload: { nbf: now + 60, iat: now + 60 } }],
    ['a date with parts of a second', { payload: { iat: now - 10.5 } }],
    ['a binding of 120 seconds ago', { binding: { payload: { iat: now - 120 } } }],
    ['a binding of 60 seconds ahead', { binding: { payload: { iat: now + 60 } } }],
    ['a binding with an end and a start of its own', { binding: { payload: { exp: now + 60, nbf: now - 60, extra: {} } } }],
    ['no end', { payload: { exp: undefined } }],
    ['no iss, which SD-JWT VC leaves to the issuer', { payload: { iss: undefined } }],
    ['the address that the issuer issues at as iss', { payload: { iss: 'https://issuer.example' } }],
    ['us among its audiences', { payload: { aud: ['https://another.example', audience] } }],
    ['a certificate of the same key', { header: { x5c: ['AAAA'] } }],
    ['no _sd_alg, which means sha-256', { payload: { _sd_alg: undefined } }],
    ['decoys among its digests', { payload: { _sd: [sha256(familyName), sha256('decoy'), sha256(givenName)], languages: [{ '...': sha256('another decoy') }] } }],
    ['disclosures in another order than their digests', { shown: [familyName, givenName] }],
    ['sixteen levels', { payload: { deep: JSON.parse(`${'{"a":'.repeat(15)}1${'}'.repeat(15)}`) } }],
    ['a key that says more of itself than it must', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), kid: 'k', alg: 'ES256', use: 'sig', key_ops: ['verify'] } } } }],
    ['members that nobody knows', { header: { extra: {} }, payload: { extra: { _sd: [] } } }],
    ['facts that come later', {}, { ports: { isAccredited: () => Promise.resolve(known(true)), status: () => Promise.resolve(known(0)) } }],
  ])('may have %s', async (_what, changes, also) => {
    expect((await judged(changes, also)).outcome).toBe('verified')
  })

  it('tells when it was issued also when that is disclosed, and null when it is not said', async () => {
    const iat = disclosure('iat', now - 77)
    expect((await verified({ signed: [givenName, familyName, iat], payload: { iat: undefined } })).issuedAt).toBe(now - 77)
    expect((await verified({ payload: { iat: undefined } })).issuedAt).toBeNull()
  })
})

describe('a presentation', () => {
  it.each([...badPresentations, ...refusedByPorts].map((bad) => [bad.row, bad.what, bad.code, bad] as const))('%s: %s is refused as %s', async (_row, _what, code, bad) => {
    const verdict = await judge(presentBadly(bad), bad)
    expect({ ...verdict, check: verdict.checks.find(({ result }) => result === 'failed')?.name }).toMatchObject({ outcome: 'refused', refusal: code, check: bad.check })
    expect(verdict).not.toHaveProperty('claims')
  })

  it('VPR-29: signed by a key that was replaced is taken while its issuer publishes both', async () => {
    const keys = new Map([[kid, issuerKeys.publicKey], [`${issuerDid}#delegate-2`, strangerKeys.publicKey]])
    const both: Also = { ports: { issuerKey: (named) => known({ did: issuerDid, key: keys.get(named.kid ?? '') ?? holderKeys.publicKey, issuerNames: [issuerDid] }) } }
    expect((await judged({}, both)).outcome).toBe('verified')
    expect((await judged({ header: { kid: `${issuerDid}#delegate-2` }, issuerKey: strangerKeys.privateKey }, both)).outcome).toBe('verified')
    expect(await judged({ issuerKey: strangerKeys.privateKey }, both)).toMatchObject({ refusal: 'credential_invalid' })
  })

  it('is judged in order, the cheapest first, and no further than the first check that fails', async () => {
    const { checks } = await judged({ binding: { key: strangerKeys.privateKey }, payload: { exp: now - 999 } })
    expect(checks.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'failed', 'not reached', 'not reached', 'not reached', 'not reached'])
  })

  it('asks for no fact before its own signature needs one', async () => {
    const asked: string[] = []
    const noting = { isAccredited: () => known(asked.push('accreditation') > 0), status: () => known(asked.push('status') - 1) }
    await judged({ issuerKey: strangerKeys.privateKey }, { ports: noting })
    await judged({ binding: { key: strangerKeys.privateKey } }, { ports: noting })
    expect(asked).toEqual([])
  })

  it('VPR-38: that discloses more than was asked is taken without the surplus, and says so', async () => {
    const verdict = await verified({ signed: [givenName, familyName, unasked], payload: { resident: true } })
    expect(plain(verdict.claims)).toEqual({ given_name: 'Ann', family_name: 'Lee' })
    expect(verdict.overDisclosed).toBe(true)
  })

  it('is never the end of a fault: what is broken here is thrown', async () => {
    await expect(judged({}, { ports: { isAccredited: () => { throw new TypeError('broken') } } })).rejects.toThrow('broken')
  })
})

describe('an array in a presentation', () => {
  it.each<[string, Also, unknown, boolean]>([
    ['gives the one element that was asked for, at its place in the credential', asking(['languages', 1]), { languages: [null, 'Welsh'] }, false],
    ['gives another that stands open', asking(['languages', 2]), { languages: [null, null, 'French'] }, true],
    ['gives every element that is disclosed', asking(['languages', null]), { languages: [null, 'Welsh', 'French'] }, false],
    ['comes as a whole', asking(['languages']), { languages: ['Welsh', 'French'] }, false],
    ['gives those elements alone that have a value asked for', { query: { claims: [{ path: ['languages', null], values: ['French', 'English'] }] } }, { languages: [null, null, 'French'] }, true],
  ])('%s', async (_what, also, claims, overDisclosed) => {
    const verdict = await verified({ ...languages, shown: [welsh], signed: [] }, also)
    expect(plain(verdict.claims)).toEqual(claims)
    expect(verdict.overDisclosed).toBe(overDisclosed)
  })

  it('lets no other element stand for one that is withheld', async () => {
    expect(await judged(languages, asking(['languages', 0]))).toMatchObject({ refusal: 'credential_missing_data' })
  })
})

describe('a query that can do without holder binding', () => {
  const unbound: Partial<SdJwtVcQuery> = { require_cryptographic_holder_binding: false }

  it('takes a presentation that comes without, and says that possession was not asked for', async () => {
    const { checks } = await verified({ binding: null, payload: { cnf: undefined } }, { query: unbound })
    expect(checks.filter(({ result }) => result !== 'passed')).toEqual([
      { name: 'holder binding', result: 'not asked' },
      { name: 'holder signature', result: 'not asked' },
    ])
  })

  it('says so of a refusal, too: nobody has shown to be the holder', async () => {
    const { checks } = await judged({ binding: null, payload: { exp: now - 999 } }, { query: unbound })
    expect(checks.find(({ name }) => name === 'holder signature')?.result).toBe('not asked')
  })

  it.each<[string, Changes, string]>([
    ['of another request', { binding: { payload: { nonce: 'another' } } }, 'holder_binding_mismatch'],
    ['of another key', { binding: { key: strangerKeys.privateKey } }, 'holder_binding_mismatch'],
  ])('refuses a binding %s all the same', async (_what, changes, refusal) => {
    expect(await judged(changes, { query: unbound })).toMatchObject({ refusal })
  })

  it('drops no check of the issuer', async () => {
    expect(await judged({ binding: null, issuerKey: strangerKeys.privateKey }, { query: unbound })).toMatchObject({ refusal: 'credential_invalid' })
  })
})
