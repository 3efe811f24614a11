import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { offerReference } from '@counterfoil/issuer/domain/credential-offer'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { noLimits } from '../support/limits.ts'
import { credentialBody, goodRecord, makeKeyPair, makeProof, openScene, proofClaims, staffOf, type Scene } from './issuer-scene.ts'
import { openDesk } from './staff-desk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

type Fields = Readonly<Record<string, string>>
const post = (fields: Fields | string, authority = 'aldermoor') =>
  scene.inject({
    method: 'POST',
    url: `/${authority}/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  })

/** What every refusal leaves behind: an endpoint that still works. */
async function stillWorks(): Promise<void> {
  const offer = await scene.offer()
  expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(200)
}

interface Row {
  readonly row: string
  readonly send: (offer: { readonly code: string; readonly txCode: string }) => ReturnType<typeof post>
  readonly status?: number
  readonly error: string
  /** Whether the offer can still be redeemed afterwards. */
  readonly alive: boolean
}

const good = (code: string, txCode: string): Fields => ({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode })
const wrong = (txCode: string): string => String((Number(txCode) + 1) % 1_000_000).padStart(6, '0')

const detailsOf = (...configurations: readonly string[]): string => JSON.stringify(configurations.map((id) => ({ type: 'openid_credential', credential_configuration_id: id })))

const rows: readonly Row[] = [
  { row: 'TOK-01 unknown code', send: ({ txCode }) => post(good('A'.repeat(43), txCode)), error: 'invalid_grant', alive: true },
  { row: 'TOK-06 wrong transaction code', send: ({ code, txCode }) => post(good(code, wrong(txCode))), error: 'invalid_grant', alive: true },
  { row: 'TOK-10 empty transaction code', send: ({ code }) => post(good(code, '')), error: 'invalid_grant', alive: true },
  { row: 'TOK-10 space before', send: ({ code, txCode }) => post(good(code, ` ${txCode}`)), error: 'invalid_grant', alive: true },
  { row: 'TOK-10 NUL after', send: ({ code, txCode }) => post(good(code, `${txCode}\u0000`)), error: 'invalid_grant', alive: true },
  { row: 'TOK-10 Arabic-Indic digits', send: ({ code, txCode }) => post(good(code, txCode.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))))), error: 'invalid_grant', alive: true },
  { row: 'TOK-12 no code', send: ({ txCode }) => post({ grant_type: preAuthorizedCodeGrant, tx_code: txCode }), error: 'invalid_request', alive: true },
  { row: 'no grant type', send: ({ code, txCode }) => post({ 'pre-authorized_code': code, tx_code: txCode }), error: 'invalid_request', alive: true },
  { row: 'another grant', send: ({ code, txCode }) => post({ ...good(code, txCode), grant_type: 'authorization_code' }), error: 'unsupported_grant_type', alive: true },
  { row: 'no transaction code though the offer has one', send: ({ code }) => post({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code }), error: 'invalid_request', alive: true },
  { row: 'TOK-14 two codes', send: ({ code, txCode }) => post(`${new URLSearchParams(good(code, txCode)).toString()}&pre-authorized_code=${code}`), error: 'invalid_request', alive: true },
  { row: 'TOK-14 two grant types', send: ({ code, txCode }) => post(`grant_type=x&${new URLSearchParams(good(code, txCode)).toString()}`), error: 'invalid_request', alive: true },
  { row: 'TOK-22 credentials in the query', send: ({ code, txCode }) => scene.inject({ method: 'POST', url: `/aldermoor/token?${new URLSearchParams(good(code, txCode)).toString()}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: '' }), error: 'invalid_request', alive: true },
  { row: 'TOK-22 GET', send: ({ code, txCode }) => scene.inject({ method: 'GET', url: `/aldermoor/token?${new URLSearchParams(good(code, txCode)).toString()}` }), status: 405, error: '', alive: true },
  { row: 'TOK-23 a body of 1 MiB', send: ({ code, txCode }) => post({ ...good(code, txCode), padding: 'x'.repeat(1_048_576) }), status: 413, error: 'invalid_request', alive: true },
  { row: 'TOK-23 ten thousand parameters', send: () => post(Array.from({ length: 10_000 }, (_, index) => `p${index}=1`).join('&')), status: 413, error: 'invalid_request', alive: true },
  { row: 'TOK-23 seven thousand parameters', send: () => post(Array.from({ length: 7000 }, (_, index) => `${index.toString(36)}=1`).join('&')), error: 'invalid_request', alive: true },
  { row: 'TOK-24 at another authority', send: ({ code, txCode }) => post(good(code, txCode), 'brackenfield'), error: 'invalid_grant', alive: true },
  { row: 'at an authority that is not there', send: ({ code, txCode }) => post(good(code, txCode), '__proto__'), status: 404, error: 'not_found', alive: true },
  { row: 'details that are no JSON', send: ({ code, txCode }) => post({ ...good(code, txCode), authorization_details: '[' }), error: 'invalid_authorization_details', alive: true },
  { row: 'details of a configuration that is not here', send: ({ code, txCode }) => post({ ...good(code, txCode), authorization_details: detailsOf('passport') }), error: 'invalid_authorization_details', alive: true },
  { row: 'details of a configuration that was not offered', send: ({ code, txCode }) => post({ ...good(code, txCode), authorization_details: detailsOf('blue-badge-sd-jwt') }), error: 'invalid_authorization_details', alive: true },
  { row: 'details of one that was offered and one that was not', send: ({ code, txCode }) => post({ ...good(code, txCode), authorization_details: detailsOf('residency-sd-jwt', 'blue-badge-sd-jwt') }), error: 'invalid_authorization_details', alive: true },
  { row: 'a JSON body', send: ({ code, txCode }) => scene.inject({ method: 'POST', url: '/aldermoor/token', payload: good(code, txCode) }), error: 'invalid_request', alive: true },
  { row: 'SRF-10 text/plain', send: ({ code, txCode }) => scene.inject({ method: 'POST', url: '/aldermoor/token', headers: { 'content-type': 'text/plain' }, payload: new URLSearchParams(good(code, txCode)).toString() }), status: 415, error: 'invalid_request', alive: true },
]

describe('the token endpoint refuses', () => {
  it.each(rows)('$row', async ({ send, status = 400, error, alive }) => {
    const offer = await scene.offer()
    const answer = await send(offer)
    expect(answer.statusCode).toBe(status)
    if (error !== '') {
      expect(answer.json()).toMatchObject({ error })
      expect(answer.json().error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/) // CRD-18
    }
    expect(answer.headers['cache-control']).toBe('no-store')
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(alive ? 200 : 400)
    await stillWorks()
  })

  it('TOK-02 a code that has expired', async () => {
    const offer = await scene.offer()
    scene.clock.advance(24 * 60 * 60)
    const answer = await scene.token(offer.code, offer.txCode)
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_grant'])
    await stillWorks()
  })

  it('TOK-03 a code that was redeemed', async () => {
    const offer = await scene.offer()
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(200)
    const again = await scene.token(offer.code, offer.txCode)
    expect([again.statusCode, again.json().error]).toEqual([400, 'invalid_grant'])
    scene.clock.advance(60)
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(400)
    await stillWorks()
  })

  it('TOK-03 a code that was redeemed, and tells staff, once, until its credential is revoked; a code that was made up leaves no trace', async () => {
    const overview = async (who = 'aldermoor'): Promise<string> => (await (await openDesk(scene, who)).get('/staff/overview')).body
    const [offer, other] = [await scene.offer(), await scene.offer({ person: goodRecord('AL-0077') })]
    const { access_token: token } = (await scene.token(offer.code, offer.txCode)).json<{ access_token: string }>()
    expect((await scene.token(other.code, other.txCode)).statusCode).toBe(200)
    expect((await scene.credentialWith(token, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))).statusCode).toBe(200)
    for (const code of [offer.code, offer.code, 'made-up']) expect((await scene.token(code, null)).statusCode).toBe(400)
    expect(await scene.rows("SELECT actor, object FROM audit_entries WHERE event = 'offer.code_reused' AND object IN (?, ?)", offer.id, other.id)).toEqual([{ actor: 'wallet', object: offer.id }])
    const line = `The code of offer ${offerReference(offer.id)} was shown again`
    expect(await overview()).toContain(line)
    expect(await overview('brackenfield')).not.toContain('was shown again after it was used:')
    const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', offer.id)
    await scene.issuer.changeStatus(scene.authority('aldermoor'), row?.id ?? ('' as CounterfoilId), 'revoke', { staff: staffOf('aldermoor'), reason: 'issued_in_error' })
    expect(await overview()).not.toContain(line)
    await stillWorks()
  })

  it('TOK-03 a code that was redeemed, but from the same wallet, whose answer may have been lost', async () => {
    const offer = await scene.offer()
    const retryKey = randomUUID()
    const ask = (key?: string) => scene.token(offer.code, offer.txCode, key === undefined ? {} : { retryKey: key })
    const tokenBy = async (key: string): Promise<string> => (await ask(key)).json<{ access_token: string }>().access_token
    const credentialFor = async (token: string): Promise<number> => (await scene.credentialWith(token, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))).statusCode
    const first = await tokenBy(retryKey)
    for (const key of [undefined, randomUUID()]) expect((await ask(key)).json().error).toBe('invalid_grant')
    const second = await tokenBy(retryKey)
    // Whoever asks again is judged as anybody is.
    expect((await scene.token(offer.code, wrong(offer.txCode), { retryKey })).json().error_description).toBe('The transaction code is wrong.')
    expect([await credentialFor(first), await credentialFor(second)]).toEqual([401, 200])
    const told = () => scene.rows("SELECT event FROM audit_entries WHERE event = 'offer.code_reused' AND object = ?", offer.id)
    const before = await told()
    expect((await ask(retryKey)).json().error).toBe('invalid_grant')
    expect(await told()).toEqual(before)
    expect(await scene.rows('SELECT count(*) AS many FROM counterfoils WHERE offer = ?', offer.id)).toEqual([{ many: 1 }])
    expect(JSON.stringify(await scene.rows('SELECT * FROM credential_offers WHERE id = ?', offer.id))).not.toContain(retryKey)
    await stillWorks()
  })

  it('TOK-07 the right transaction code after five wrong ones, and says why', async () => {
    const offer = await scene.offer()
    for (let left = 4; left >= 1; left -= 1) expect((await scene.token(offer.code, wrong(offer.txCode))).json()).toEqual({ error: 'invalid_grant', error_description: 'The transaction code is wrong.', counterfoil_tries_left: left })
    const fifth = await scene.token(offer.code, wrong(offer.txCode))
    expect([fifth.statusCode, fifth.json().error]).toEqual([400, 'invalid_grant'])
    expect(fifth.json().error_description).toContain('wrong five times')
    expect(fifth.json().counterfoil_tries_left).toBe(0)
    const right = await scene.token(offer.code, offer.txCode)
    expect([right.statusCode, right.json().error]).toEqual([400, 'invalid_grant'])
    expect(right.json().error_description).toContain('wrong five times')
    expect(right.json().counterfoil_tries_left).toBe(0)
    expect(await scene.rows('SELECT state, sealed_claims, code_wrapped_key FROM credential_offers WHERE id = ?', offer.id)).toEqual([{ state: 'locked', sealed_claims: null, code_wrapped_key: null }])
    await stillWorks()
  })

  it('TOK-09 a transaction code though the offer has none, without burning it', async () => {
    const offer = await scene.offer({ withTxCode: false })
    const answer = await scene.token(offer.code, '123456')
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_request'])
    expect((await scene.token(offer.code, null)).statusCode).toBe(200)
  })

  it('OFF-02 shows an offer no more once it was redeemed', async () => {
    const offer = await scene.offer()
    const address = offer.offerUri.replace(/^https?:\/\/[^/]+/, '')
    const before = await scene.inject({ method: 'GET', url: address })
    expect([before.statusCode, before.headers['cache-control'], before.headers['referrer-policy']]).toEqual([200, 'no-store', 'no-referrer'])
    expect(before.headers['content-type']).toContain('application/json')
    await scene.token(offer.code, offer.txCode)
    const after = await scene.inject({ method: 'GET', url: address })
    expect([after.statusCode, after.headers['cache-control']]).toEqual([404, 'no-store'])
  })

  it('OFF-04 an offer at another authority, and one that never was', async () => {
    const offer = await scene.offer()
    const address = offer.offerUri.replace(/^https?:\/\/[^/]+/, '')
    for (const url of [address.replace('aldermoor', 'brackenfield'), '/aldermoor/offers/AAAA', `/aldermoor/offers/${'A'.repeat(43)}`, `/aldermoor/offers/${'A'.repeat(400)}`]) {
      const answer = await scene.inject({ method: 'GET', url })
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([404, 'no-store'])
    }
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(200)
  })
})

describe('an offer and its token', () => {
  it('TOK-25 gives nobody a token without a key that lives longer than five minutes', async () => {
    const offer = await scene.offer()
    const answer = (await scene.token(offer.code, offer.txCode)).json<{ token_type: string; expires_in: number }>()
    expect([answer.token_type, answer.expires_in]).toEqual(['Bearer', 300])
    expect(await scene.rows('SELECT token_expires_at - ? AS lives FROM credential_offers WHERE id = ?', scene.clock.now(), offer.id)).toEqual([{ lives: 300 }])
  })

  it('OFF-06 leaves its link, its code and its token in no line of the log, and in no address that a browser passes on', async () => {
    const lines: string[] = []
    const logged = await openScene({ logger: Object.assign(createLogger('issuer', { write: (line: string) => void lines.push(line) }), { level: 'trace' }) })
    const offer = await logged.offer()
    const secret = offer.offerUri.split('/').at(-1) ?? ''
    const address = new URL(offer.offerUri).pathname
    const shown = await logged.inject({ method: 'GET', url: address, headers: { referer: offer.offerUri } })
    expect(shown.headers['referrer-policy']).toBe('no-referrer')
    const { access_token: token } = (await logged.token(offer.code, offer.txCode)).json<{ access_token: string }>()
    // What is refused is told of, too.
    await logged.inject({ method: 'GET', url: address })
    await logged.token(offer.code, offer.txCode)
    await logged.inject({ method: 'GET', url: `/aldermoor/no-such-page/${secret}?code=${offer.code}` })
    await logged.close()
    logged.erase()
    expect(lines.length).toBeGreaterThan(0)
    for (const hidden of [secret, offer.code, offer.txCode, token]) expect(lines.filter((line) => line.includes(hidden))).toEqual([])
  })
})

describe('races for one code', () => {
  it('TOK-04 redeems it once for a hundred at once', async () => {
    const offer = await scene.offer()
    const answers = await Promise.all(Array.from({ length: 100 }, () => scene.token(offer.code, offer.txCode)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 400 && answer.json().error === 'invalid_grant')).toHaveLength(99)
  })

  it('TOK-08 judges five of a hundred wrong transaction codes, then locks', async () => {
    const offer = await scene.offer()
    const answers = await Promise.all(Array.from({ length: 100 }, () => scene.token(offer.code, wrong(offer.txCode))))
    expect(answers.every(({ statusCode }) => statusCode === 400)).toBe(true)
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(400)
    expect(await scene.rows("SELECT count(*) AS judged FROM audit_entries WHERE object = ? AND event IN ('offer.tx_code_refused', 'offer.locked')", offer.id)).toEqual([{ judged: 5 }])
  })

  it('TOK-08 who tries 400 codes at once, at 100 offers, has 20 judged', async () => {
    const limited = await openScene({ settings: { httpLimits: { ...noLimits, missesPerMinute: 20 } } })
    const offers = await Promise.all(Array.from({ length: 100 }, (_, index) => limited.offer({ person: goodRecord(`AL-${1000 + index}`) })))
    const answers = await Promise.all(Array.from({ length: 400 }, (_, index) => limited.token(offers[index % 100]?.code ?? '', wrong(offers[index % 100]?.txCode ?? ''))))
    expect([400, 429].map((status) => answers.filter(({ statusCode }) => statusCode === status).length)).toEqual([20, 380])
    expect(await limited.rows("SELECT count(*) AS judged FROM audit_entries WHERE event = 'offer.tx_code_refused'")).toEqual([{ judged: 20 }])
    await limited.close()
    limited.erase()
  })
})
