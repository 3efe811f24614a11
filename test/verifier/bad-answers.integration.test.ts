import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { searchApart } from '@counterfoil/invariants/canary/search-apart'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { walletErrors } from '@counterfoil/shared/oid4vp/authorization-response'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { authority, certificate } from '../support/certificates.ts'
import { onSignedList } from '../support/trust-kind.ts'
import { answerWell, askedPaths, encode, encryptAnswer, fetchRequest, formServer, Holder, openResult, post, sampleClaims, select, sha256, type CredentialChanges, type RequestClaims } from './support/holder.ts'
import { vct } from './support/network.ts'
import { addressesOf, sinks, startSentinel } from './support/sentinel.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

/** Whom this verifier trusts beyond the network, for a type that nobody presents here: nothing below is judged otherwise for it. */
const outsideTrust = parseTrustedIssuers({
  'https://types.example/other': { issuers: [{ issuer: 'did:web:listed.example', keys: 'did' }, { issuer: 'https://listed.example', keys: 'metadata' }, { issuer: 'https://certified.example', keys: 'x5c', anchors: [certificate('Anchor', [authority()]).pem] }], withoutStatus: true },
})

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld({ configure: () => ({ outsideTrust }) })
})
afterAll(() => world?.close())
beforeEach(() => {
  world.switches.clockShift = 0
})

const strangersKid = (kid: string): string => (onSignedList ? kid.replace(':aldermoor#', ':nobody#') : kid.replace(/0x[0-9a-fA-F]{40}/, `0x${'1'.repeat(40)}`))

interface Scene {
  readonly holder: Holder
  readonly request: RequestClaims
  /** A good presentation but for the changes of its credential. */
  readonly good: (changes?: CredentialChanges) => Promise<string>
  /** A bound presentation but for the changes of its key binding. */
  readonly bound: (changes: Parameters<Holder['bind']>[2]) => Promise<string>
  /** A bound presentation of a selection that was changed first. */
  readonly changed: (change: (selection: string) => string, changes?: CredentialChanges) => Promise<string>
  /** A credential whose disclosures were replaced, signed anew by the issuer, and bound. */
  readonly withDisclosures: (disclosures: readonly string[], payload?: object) => Promise<string>
}

async function sceneOf(request: RequestClaims): Promise<Scene> {
  const holder = new Holder(world)
  const selected = async (changes?: CredentialChanges): Promise<string> => select(await holder.credential(changes), askedPaths(request))
  return {
    holder,
    request,
    good: async (changes) => holder.bind(await selected(changes), request),
    bound: async (changes) => holder.bind(await selected(), request, changes),
    changed: async (change, changes) => holder.bind(change(await selected(changes)), request),
    withDisclosures: async (disclosures, payload = {}) => {
      const credential = await holder.credential({ claims: {}, disclosable: {}, payload: { _sd: disclosures.map(sha256), ...payload } })
      return holder.bind(`${credential.slice(0, credential.indexOf('~'))}~${disclosures.map((disclosure) => `${disclosure}~`).join('')}`, request)
    },
  }
}

const disclosure = (...parts: unknown[]): string => encode(parts)
const swapOne = (text: string, at: number): string => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
const inDisclosure = (selection: string): number => selection.indexOf('~') + 12
const now = (): number => Math.floor(Date.now() / 1000)
const year = 365 * 86_400

type Row = [row: string, what: string, code: RefusalCode, make: (scene: Scene) => Promise<string>]

/** Junk: refused, and the citizen's own answer is still awaited. */
const junk: Row[] = [
  ['VPR-06', 'a key binding of another nonce', 'holder_binding_mismatch', ({ bound }) => bound({ payload: { nonce: 'another-nonce-of-22-chr' } })],
  ['VPR-06', 'a key binding without nonce', 'holder_binding_mismatch', ({ bound }) => bound({ payload: { nonce: undefined } })],
  ['VPR-07', 'a key binding for another audience', 'holder_binding_mismatch', ({ bound }) => bound({ payload: { aud: 'https://evil.example' } })],
  ['VPR-07', 'an audience without its prefix', 'holder_binding_mismatch', ({ bound, request }) => bound({ payload: { aud: request.client_id.replace('decentralized_identifier:', '') } })],
  ['VPR-07', 'an array as audience', 'holder_binding_mismatch', ({ bound, request }) => bound({ payload: { aud: [request.client_id] } })],
  ['VPR-08', 'a key binding signed by another key', 'holder_binding_mismatch', ({ bound }) => bound({ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
  ['VPR-08', 'a key binding whose signature was altered', 'holder_binding_mismatch', async ({ good }) => {
    const presentation = await good()
    return swapOne(presentation, presentation.length - 40)
  }],
  ['VPR-10', 'no key binding', 'holder_binding_missing', async ({ holder, request }) => select(await holder.credential(), askedPaths(request))],
  ['VPR-11', 'a key binding of a year ago', 'jwt_expired', ({ bound }) => bound({ payload: { iat: now() - year } })],
  ['VPR-12', 'a key binding of next year', 'jwt_premature', ({ bound }) => bound({ payload: { iat: now() + year } })],
  ['VPR-13', 'a wrong sd_hash', 'holder_binding_mismatch', ({ bound }) => bound({ payload: { sd_hash: sha256('another') } })],
  ['VPR-13', 'an sd_hash without the last tilde', 'holder_binding_mismatch', async ({ holder, request }) => {
    const selection = select(await holder.credential(), askedPaths(request))
    return holder.bind(selection, request, { payload: { sd_hash: sha256(selection.slice(0, -1)) } })
  }],
  ['VPR-14', 'a key binding of typ JWT', 'invalid_format', ({ bound }) => bound({ header: { typ: 'JWT' } })],
  ['VPR-14', 'a key binding of alg none', 'invalid_format', ({ bound }) => bound({ header: { alg: 'none' } })],
  ['VPR-14', 'a credential of typ JWT', 'invalid_format', ({ good }) => good({ header: { typ: 'JWT' } })],
  ['VPR-14', 'a credential without typ', 'invalid_format', ({ good }) => good({ header: { typ: undefined } })],
  ['VPR-15', 'a disclosure altered by one byte', 'malformed_credential', ({ changed }) => changed((selection) => swapOne(selection, inDisclosure(selection)))],
  ['VPR-16', 'a disclosure that no digest covers', 'malformed_credential', ({ changed }) => changed((selection) => `${selection}${disclosure('salt-of-some-length', 'age', '99')}~`)],
  ['VPR-16', 'the same disclosure twice', 'malformed_credential', ({ changed }) => changed((selection) => `${selection}${selection.split('~')[1]}~`)],
  ['VPR-18', 'the same digest twice', 'malformed_credential', ({ withDisclosures }) => {
    const one = disclosure('salt-of-some-length', 'given_name', 'Ann')
    return withDisclosures([one], { _sd: [sha256(one), sha256(one)] })
  }],
  ['VPR-19', 'a disclosure named _sd', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('salt-of-some-length', '_sd', [])])],
  ['VPR-19', 'a disclosure named ...', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('salt-of-some-length', '...', 'x')])],
  ['VPR-20', 'a disclosed name that is there already', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('salt-of-some-length', 'given_name', 'Eve')], { given_name: 'Ann' })],
  ['VPR-20', 'a disclosed cnf', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('salt-of-some-length', 'cnf', {})], {})],
  ['VPR-21', 'a disclosure of four elements', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('salt-of-some-length', 'a', 'b', 'c')])],
  ['VPR-21', 'a disclosure with an empty salt', 'malformed_credential', ({ withDisclosures }) => withDisclosures([disclosure('', 'given_name', 'Ann')])],
  ['VPR-21', 'a disclosure of invalid UTF-8', 'malformed_credential', ({ withDisclosures }) => withDisclosures([Buffer.from('["salt-of-some-length","given_name","\xff"]', 'latin1').toString('base64url')])],
  ['VPR-22', 'an _sd that is no list', 'malformed_credential', async ({ holder, request }) => holder.bind(await holder.credential({ claims: {}, payload: { _sd: 'x' } }), request)],
  ...['md5', 'sha-1', {}].map((algorithm): Row => ['VPR-22', `${JSON.stringify(algorithm)} as digest algorithm`, 'malformed_credential', async ({ holder, request }) => holder.bind(await holder.credential({ payload: { _sd_alg: algorithm } }), request)]),
  ['VPR-23', '500 disclosures', 'malformed_credential', ({ changed }) => changed((selection) => selection + Array.from({ length: 500 }, (_, each) => `${disclosure(`salt-${each}-of-some-length`, `n${each}`, 1)}~`).join(''))],
  ['VPR-24', 'an altered issuer signature', 'credential_invalid', ({ changed }) => changed((selection) => swapOne(selection, selection.indexOf('~') - 40))],
  ['VPR-24', 'a signature of 63 bytes', 'credential_invalid', ({ changed }) => changed((selection) => selection.slice(0, selection.indexOf('~') - 2) + selection.slice(selection.indexOf('~')))],
  ['VPR-24', 'a signature of zeros (CVE-2022-21449)', 'credential_invalid', ({ changed }) => changed((selection) => {
    const end = selection.indexOf('~')
    return `${selection.slice(0, end - 86)}${Buffer.alloc(64).toString('base64url')}${selection.slice(end)}`
  })],
  ['VPR-24', 'alg none', 'credential_invalid', ({ good }) => good({ header: { alg: 'none' } })],
  ['VPR-26', 'iss of one authority, key of another', 'issuer_mismatch', ({ good }) => good({ issuer: 'brackenfield', payload: { iss: world.authority('aldermoor').did } })],
  ['VPR-26', 'an array as iss', 'issuer_mismatch', ({ good }) => good({ payload: { iss: [world.authority('aldermoor').did] } })],
  ['VPR-26', 'signed with the key of status lists, under its name', 'issuer_key_unknown', ({ good }) => good({ signedAs: 'status' })],
  ['VPR-27', 'kid of one authority, signature of another', 'credential_invalid', ({ good }) => good({ signedBy: 'calderwick' })],
  // Whom the list never named nobody looks up; every address of the ledger has a document.
  ['VPR-27', 'a kid of a stranger with the same fragment', onSignedList ? 'issuer_unresolvable' : 'issuer_key_unknown', ({ good }) => good({ header: { kid: strangersKid(world.authority('aldermoor').keys.credential.kid), x5c: undefined } })],
  ['PRF-15', 'a kid with an unknown fragment', 'issuer_key_unknown', ({ good }) => good({ header: { kid: `${world.authority('aldermoor').did}#delegate-99` } })],
  ['PRF-16', 'a kid without fragment', 'issuer_key_unknown', ({ good }) => good({ header: { kid: world.authority('aldermoor').did } })],
  ['DID', 'the request-signing key, which may not assert', 'issuer_key_unknown', ({ good }) => good({ header: { kid: world.authority('aldermoor').keys.request.kid, x5c: world.authority('aldermoor').keys.request.x5c } })],
  ['SRF-06', 'a kid of another network', 'issuer_unresolvable', ({ good }) => good({ header: { kid: onSignedList ? 'did:web:elsewhere.example:aldermoor#key-1' : `did:ethr:0x539:0x${'1'.repeat(40)}#delegate-1` } })],
  ['SRF-06', 'a kid that is a path', 'issuer_unresolvable', ({ good }) => good({ header: { kid: '../../etc/passwd' } })],
  ['x5c', 'a certificate of another key', 'issuer_mismatch', ({ good }) => good({ header: { x5c: world.authority('aldermoor').keys.status.x5c } })],
  ['x5c', 'a certificate that is none', 'issuer_mismatch', ({ good }) => good({ header: { x5c: ['AAAA'] } })],
  ['x5c', 'a chain of 50', 'issuer_mismatch', ({ good }) => good({ header: { x5c: Array.from({ length: 50 }, () => 'AAAA') } })],
  ['VPR-34', 'a type that differs by a slash', 'type_mismatch', ({ good }) => good({ payload: { vct: `${vct}/` } })],
  ['VPR-34', 'a type that differs by case', 'type_mismatch', ({ good }) => good({ payload: { vct: vct.replace('residency', 'Residency') } })],
  ['VPR-36', 'an nbf in the future', 'jwt_premature', ({ good }) => good({ payload: { nbf: now() + 3600 } })],
  ['STA-16', 'no status entry', 'status_missing', ({ good }) => good({ payload: { status: undefined } })],
  ['STA-01', 'a negative status index', 'status_index_out_of_bounds', ({ good }) => good({ index: -1 })],
  ['STA-01', 'a status index beyond the list', 'status_index_out_of_bounds', ({ good }) => good({ index: 1024 })],
  ['STA-01', 'a fractional status index', 'status_index_out_of_bounds', ({ good }) => good({ index: 1.5 })],
  ['SRF-05', 'a status list elsewhere', 'invalid_status_list', ({ good }) => good({ payload: { status: { status_list: { uri: 'http://127.0.0.1:1/list', idx: 1 } } } })],
  ['SRF-05', 'a status list in a file', 'invalid_status_list', ({ good }) => good({ payload: { status: { status_list: { uri: 'file:///etc/passwd', idx: 1 } } } })],
  ['SRF-05', 'a status list of another authority', 'invalid_status_list', ({ good }) => good({ payload: { status: { status_list: { uri: `${world.authority('calderwick').issuerUrl}/status-lists/1`, idx: 1 } } } })],
  ['SRF-05', 'a status list by climbing out', 'invalid_status_list', ({ good }) => good({ payload: { status: { status_list: { uri: `${world.authority('aldermoor').issuerUrl}/../calderwick/status-lists/1`, idx: 1 } } } })],
]

/** Authentic, but it won't do: the presentation has ended with a reason. */
const final: Row[] = [
  ['VPR-32', 'an issuer that is not accredited', 'issuer_not_trusted', ({ good }) => good({ issuer: 'brackenfield' })],
  ['VPR-35', 'a credential that expired beyond the allowance', 'credential_expired', ({ good }) => good({ payload: { exp: now() - 62 } })],
  ['VPR-37', 'a revoked credential', 'credential_revoked', ({ good }) => good({ index: 1 })],
  ['VPR-37', 'a suspended credential', 'credential_suspended', ({ good }) => good({ index: 2 })],
  ['VPR-39', 'a required fact withheld', 'credential_missing_data', async ({ holder, request }) => {
    const paths = askedPaths(request).filter((path) => path[1] !== 'uprn')
    return holder.bind(select(await holder.credential(), paths), request)
  }],
  ['VPR-39', 'a number for text', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 7 } })],
  ['VPR-39', 'an object for text', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, family_name: { toString: 'x' } } })],
  ['VPR-56', 'a name with a line break', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 'Ann\r\nSet-Cookie: x' } })],
  ['VPR-56', 'a name that reads backwards', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 'Ann\u202enaD' } })],
  ['VPR-56', 'a name with NUL', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 'Ann\u0000' } })],
  ['VPR-56', 'a name with half a character', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 'Ann\ud800' } })],
  ['VPR-56', 'a name of 5,000 characters', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, given_name: 'A'.repeat(5000) } })],
  ['Embed', 'a UPRN with letters', 'credential_missing_data', ({ good }) => good({ claims: { ...sampleClaims, address: { ...sampleClaims.address, uprn: '10008A' } } })],
]

const wordsOf = (code: RefusalCode): string => refusalCatalogue[code].words
const answered = async (response: Response): Promise<{ status: number; error?: string; error_description?: string; refusal?: string }> => ({ ...((await response.json()) as object), status: response.status })

describe('junk', () => {
  it.each(junk)('%s: %s is refused as %s, and a valid answer still works', async (_row, _what, code, make) => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const presentation = await make(await sceneOf(request))
    const refused = await answered(await post(request, { response: encryptAnswer(request, { residency: [presentation] }) }))
    expect(refused).toEqual({ status: 400, error: 'invalid_request', error_description: wordsOf(code) })
    expect(await form.status(started)).toMatchObject({ status: 'fetched' })
    expect((await answerWell(world, request)).status).toBe(200)
    expect((await openResult(await form.result(started), started)).fields['first_name']).toBe(sampleClaims.given_name)
  })
})

describe('a stranger\'s presentation', () => {
  it.each(sinks)('SRF-05 SRF-04: leads nowhere by %s', async (_where, changesFor) => {
    const sentinel = await startSentinel()
    try {
      const request = await fetchRequest(await formServer(world, 'brackenfield').start())
      const { good } = await sceneOf(request)
      for (const address of addressesOf(sentinel.port)) {
        const refused = await post(request, { response: encryptAnswer(request, { residency: [await good(changesFor(address))] }) })
        expect([refused.status, await refused.json()], address).toMatchObject([400, { error: 'invalid_request' }])
      }
      expect(sentinel.connections()).toBe(0)
      // It was there to be found, under a name that this verifier may go to.
      await fetch(`http://localhost:${sentinel.port}`)
      expect(sentinel.connections()).toBe(1)
    } finally {
      await sentinel.close()
    }
  })
})

describe('an authentic credential that will not do', () => {
  beforeAll(() => {
    world.publisher.set(1, 1)
    world.publisher.set(2, 2)
  })

  it.each(final)('%s: %s ends the presentation as %s', async (_row, _what, code, make) => {
    // Let the list that knows of the revocations be fetched.
    world.switches.clockShift = 6
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const presentation = await make(await sceneOf(request))
    const refused = await answered(await post(request, { response: encryptAnswer(request, { residency: [presentation] }) }))
    expect(refused).toEqual({ status: 400, error: 'invalid_request', error_description: wordsOf(code), refusal: code, counterfoil_erasure_handle: expect.any(String) as unknown })
    expect(await form.status(started)).toMatchObject({ status: 'refused', refusal: code })
    expect((await form.result(started)).status).toBe(404)
    expect(await answered(await answerWell(world, request))).toMatchObject({ status: 400, error_description: wordsOf('already_answered') })
    const again = await form.start()
    expect((await answerWell(world, await fetchRequest(again))).status).toBe(200)
  })

  it('an optional fact that is not what its type allows is left out', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    expect((await answerWell(world, request, { claims: { ...sampleClaims, birth_date: '2001-02-31' } })).status).toBe(200)
    expect((await openResult(await form.result(started), started)).fields).not.toHaveProperty('date_of_birth')
  })
})

describe('what is posted', () => {
  const rows: [row: string, what: string, status: number, code: RefusalCode, fields: (request: RequestClaims, good: string) => Promise<Record<string, string> | string>][] = [
    ['VPR-02', 'without state in the answer', 400, 'invalid_request', async (request, good) => ({ response: encryptAnswer(request, { residency: [good] }, { state: null }) })],
    ['VPR-02', 'with the state of another', 400, 'invalid_request', async (request, good) => ({ response: encryptAnswer(request, { residency: [good] }, { state: 'AAAAAAAAAAAAAAAAAAAAAA' }) })],
    ['VPR-40', 'two presentations', 400, 'invalid_format', async (request, good) => ({ response: encryptAnswer(request, { residency: [good, good] }) })],
    ['VPR-40', 'presentations for two queries', 400, 'invalid_format', async (request, good) => ({ response: encryptAnswer(request, { residency: [good], other: [good] }) })],
    ['VPR-40', 'a presentation for another query', 400, 'invalid_format', async (request, good) => ({ response: encryptAnswer(request, { other: [good] }) })],
    ['VPR-55', 'a presentation for __proto__', 400, 'invalid_request', async (request, good) => ({ response: encryptAnswer(request, `{"vp_token":{"__proto__":["${good}"]},"state":"${request.state}"}`) })],
    ['VP 8.1', 'a presentation outside an array', 400, 'invalid_request', async (request, good) => ({ response: encryptAnswer(request, JSON.stringify({ vp_token: { residency: good }, state: request.state })) })],
    ['VPR-44', 'a plain vp_token', 400, 'encryption_required', async (request, good) => ({ vp_token: JSON.stringify({ residency: [good] }), state: request.state })],
    ['VPR-44', 'both plain and encrypted', 400, 'invalid_request', async (request, good) => ({ vp_token: 'x', response: encryptAnswer(request, { residency: [good] }) })],
    ['VPR-45', 'a JWE to another key', 400, 'decryption_failed', async (request) => {
      const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
      return { response: encryptJwe({ to: { kty: 'EC', crv: 'P-256', x, y }, kid: request.state, enc: 'A256GCM', plaintext: '{}' }) }
    }],
    ['VPR-45', 'a JWE to the key of an earlier request', 400, 'decryption_failed', async (request, good) => {
      const { client_metadata: earlier = null } = await fetchRequest(await formServer(world, 'brackenfield').start())
      return { response: encryptAnswer({ ...request, client_metadata: earlier }, { residency: [good] }) }
    }],
    ['VPR-45', 'a JWE with zip', 400, 'decryption_failed', async (request, good) => ({ response: reheaded(encryptAnswer(request, { residency: [good] }), { zip: 'DEF' }) })],
    ['VPR-45', 'a JWE with p2c', 400, 'decryption_failed', async (request, good) => ({ response: reheaded(encryptAnswer(request, { residency: [good] }), { alg: 'PBES2-HS256+A128KW', p2c: 1e9 }) })],
    ['VPR-45', 'a JWE with another apv', 400, 'decryption_failed', async (request, good) => ({ response: reheaded(encryptAnswer(request, { residency: [good] }), { apv: 'AAAA' }) })],
    ['VPR-45', 'no JWE', 400, 'decryption_failed', async () => ({ response: 'hello' })],
    ['VP 8.2', 'nothing', 400, 'invalid_request', async () => ({})],
    ['VP 8.2', 'an error with the state of another', 400, 'invalid_request', async () => ({ error: 'access_denied', state: 'other' })],
    ['VP 8.2', 'an error without state', 400, 'invalid_request', async () => ({ error: 'access_denied' })],
    ['TOK-14', 'a parameter twice', 400, 'invalid_request', async () => 'response=a&response=b'],
    ['VPR-23', 'a disclosure of 1 MiB', 413, 'body_too_large', async (request, good) => ({ response: encryptAnswer(request, { residency: [good.replace('~', `~${disclosure('salt-of-some-length', 'n', 'x'.repeat(1024 * 1024))}~`)] }) })],
    ['VPR-46', 'an error with a state of 1 MiB', 413, 'body_too_large', async () => ({ error: 'access_denied', state: 'A'.repeat(1024 * 1024) })],
    ['VPR-46', 'an error with a text beyond every limit', 413, 'body_too_large', async ({ state }) => ({ error: 'access_denied', error_description: 'x'.repeat(2 * 1024 * 1024), state })],
    ['VPR-56', 'a name of 1 MiB', 413, 'body_too_large', async (request) => {
      const { holder } = await sceneOf(request)
      return { response: encryptAnswer(request, { residency: [holder.bind(await holder.credential({ claims: { ...sampleClaims, given_name: 'A'.repeat(1024 * 1024) } }), request)] }) }
    }],
  ]

  it.each(rows)('%s: %s gets %i, and a valid answer still works', async (_row, _what, status, code, fields) => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const refused = await answered(await post(request, await fields(request, await (await sceneOf(request)).good())))
    expect(refused.status).toBe(status)
    expect(refused.error).toBe('invalid_request')
    if (code !== 'invalid_request') expect(refused.error_description).toBe(wordsOf(code))
    expect(await form.status(started)).toMatchObject({ status: 'fetched' })
    expect((await answerWell(world, request)).status).toBe(200)
  })

  it('SRF-08, SRF-10: as another content type is not read', async () => {
    const request = await fetchRequest(await formServer(world, 'brackenfield').start())
    for (const type of ['application/json', 'text/plain', 'multipart/form-data', 'application/json garbage', 'application/jwt']) {
      const response = await fetch(request.response_uri, { method: 'POST', headers: { 'content-type': type }, body: '{"response":"x"}' })
      expect(response.status, type).toBe(415)
    }
    expect((await answerWell(world, request)).status).toBe(200)
  })

  it.each([
    ['a word', 'Canary-text'],
    ['1 MiB', 'Canary-text'.padEnd(1024 * 1024, '.')],
  ])('VPR-46: an unknown error is a refusal of the wallet, whose text of %s is dropped', async (_size, text) => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const response = await post(request, { error: 'toString', error_description: text, state: request.state })
    expect([response.status, await response.json()]).toEqual([200, {}])
    expect(await form.status(started)).toMatchObject({ status: 'declined', refusal: 'client_rejected' })
    expect(await searchApart({ places: [world.folder], spared: [], markers: [{ name: 'text', value: 'Canary-text' }] })).toEqual([])
  })

  it.each(walletErrors.filter((error) => error !== 'access_denied'))('of a wallet that reports %s is no refusal of the citizen’s, in the open and encrypted', async (error) => {
    for (const isEncrypted of [false, true]) {
      const form = formServer(world, 'brackenfield')
      const started = await form.start()
      const request = await fetchRequest(started)
      const response = await post(request, isEncrypted ? { response: encryptAnswer(request, JSON.stringify({ error, state: request.state })) } : { error, state: request.state })
      expect([response.status, await response.json()]).toEqual([200, {}])
      expect(await form.status(started)).toMatchObject({ status: 'refused', refusal: 'wallet_cannot_answer' })
    }
  })

  it('VPR-02: to a request that never was, or of another authority, gets 400 and changes nothing', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const good = await (await sceneOf(request)).good()
    const body = new URLSearchParams({ response: encryptAnswer(request, { residency: [good] }) }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const address of [`${world.verifierUrl}/brackenfield/responses/AAAAAAAAAAAAAAAAAAAAAA`, request.response_uri.replace('brackenfield', 'aldermoor')]) {
      expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(400)
    }
    expect((await answerWell(world, request)).status).toBe(200)
  })

  it('VPR-03, VPR-48: after its time is refused, and the request is gone', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    world.switches.clockShift = 1201
    expect(await answered(await answerWell(world, request))).toMatchObject({ status: 400, error_description: wordsOf('expired_transaction') })
    expect((await fetch(started.request_uri)).status).toBe(404)
    expect(await form.status(started)).toMatchObject({ status: 'expired' })
  })

  it('VPR-04: a second time is refused', async () => {
    const started = await formServer(world, 'brackenfield').start()
    const request = await fetchRequest(started)
    const response = encryptAnswer(request, { residency: [await (await sceneOf(request)).good()] })
    expect((await post(request, { response })).status).toBe(200)
    expect(await answered(await post(request, { response }))).toEqual({ status: 400, error: 'invalid_request', error_description: wordsOf('already_answered') })
  })

  it('VPR-53: a presentation made for another verifier is refused', async () => {
    const mine = await fetchRequest(await formServer(world, 'brackenfield').start())
    const theirs = await fetchRequest(await formServer(world, 'calderwick').start())
    const presentation = await (await sceneOf({ ...mine, client_id: theirs.client_id })).good()
    expect(await answered(await post(mine, { response: encryptAnswer(mine, { residency: [presentation] }) }))).toMatchObject({ status: 400, error_description: wordsOf('holder_binding_mismatch') })
  })

  it('with any byte of the presentation altered is never accepted and never a fault', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const presentation = await (await sceneOf(request)).good()
    for (let at = 0; at < presentation.length; at += 17) {
      const response = await post(request, { response: encryptAnswer(request, { residency: [swapOne(presentation, at)] }) })
      expect(response.status, `byte ${at}`).toBe(400)
      await response.text()
    }
    const last = await answerWell(world, request)
    expect([last.status, await last.json()]).toMatchObject([200, { counterfoil_number: expect.any(String) }])
  })
})

function reheaded(jwe: string, members: object): string {
  const [header = '', ...rest] = jwe.split('.')
  return [encode({ ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), ...members }), ...rest].join('.')
}
