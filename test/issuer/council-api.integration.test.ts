import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { councilClients, systemsOf } from './council-systems.ts'
import { credentialBody, csv, goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, start, walletUrl, type Scene } from './issuer-scene.ts'
import { inTheList } from './in-the-list.ts'

let scene: Scene
let systems: ReturnType<typeof systemsOf>
beforeAll(async () => {
  scene = await openScene({ settings: { councilClients } })
  systems = systemsOf(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

interface Offered {
  readonly offer: string
  readonly credential_offer_uri: string
  readonly tx_code: string | null
}
interface Changed {
  readonly changed: readonly string[]
  readonly unchanged: readonly string[]
  readonly withdrawn_offers: readonly string[]
}
interface Listed {
  readonly counterfoils: readonly { readonly counterfoil: string; readonly offer: string; readonly status: string; readonly credential_type: string }[]
  readonly next_cursor: string | null
}

const wanted = { credential_type: 'residency', person_reference: 'AL-0001' } as const
const offer = async (body: object = wanted, options: Parameters<typeof systems.post>[3] = {}) => systems.post(await systems.tokenOf(options.authority), 'offers', body, options)

/** What a wallet does with an offer, up to its token. */
async function redeem({ credential_offer_uri: uri, tx_code: txCode }: Offered, authority = 'aldermoor') {
  const shown = await scene.inject({ method: 'GET', url: uri.slice(issuerUrl.length) })
  const code = shown.json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants?.[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
  return scene.token(code, txCode, { authority })
}

async function collect(offered: Offered, authority = 'aldermoor') {
  const { access_token: accessToken } = (await redeem(offered, authority)).json<{ access_token: string }>()
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(authority), { aud: `${issuerUrl}/${authority}`, iat: scene.clock.now() }))
  return scene.credentialWith(accessToken, credentialBody(proof), { authority })
}

/** An offer that was made and collected: its counterfoil's id. */
async function issued(body: object = wanted, authority = 'aldermoor'): Promise<string> {
  const offered = (await offer(body, { authority })).json<Offered>()
  expect((await collect(offered, authority)).statusCode).toBe(200)
  const [row] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils WHERE offer = ?', offered.offer)
  return row?.id ?? ''
}

const everyFile = (): string => readdirSync(scene.folder).filter((name) => name.startsWith('issuer.sqlite')).map((name) => readFileSync(join(scene.folder, name), 'latin1')).join('')

describe('an offer by a council\'s own system', () => {
  it('is made from the record, and collected by a wallet', async () => {
    const answer = await offer({ ...wanted, case_reference: 'RES/1' })
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([201, 'no-store'])
    expect(answer.json()).toEqual({
      offer: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      profile: 'open',
      credential_offer: null,
      credential_offer_uri: expect.stringContaining(`${issuerUrl}/aldermoor/offers/`) as string,
      wallet_link: expect.stringContaining(walletUrl) as string,
      openid_credential_offer: expect.stringContaining('openid-credential-offer://') as string,
      typed_code: null,
      tx_code: expect.stringMatching(/^\d{6}$/) as string,
      expires_at: new Date((start + 86_400) * 1000).toISOString().replace('.000', ''),
    })
    expect((await collect(answer.json<Offered>())).statusCode).toBe(200)
    const [entry] = await scene.rows<{ actor: string }>("SELECT actor FROM audit_entries WHERE event = 'offer.made' AND object = ?", answer.json<Offered>().offer)
    expect(entry?.actor).toBe('system:aldermoor-crm')
  })

  it('may be without a transaction code, and typed', async () => {
    const { typed_code: typedCode, tx_code: txCode } = (await offer({ ...wanted, tx_code: false, typed_code: true })).json<{ typed_code: string; tx_code: null }>()
    expect([typedCode, txCode]).toEqual([expect.stringMatching(/^A\w{3}(-\w{4}){3}$/), null])
  })

  it.each([
    ['nobody of that reference', { ...wanted, person_reference: 'AL-9999' }, 404, 'not_found'],
    ['another council\'s person', { ...wanted, person_reference: 'BR-0001' }, 404, 'not_found'],
    ['a type that there is none of', { ...wanted, credential_type: 'knighthood' }, 404, 'not_found'],
    ['a record that lacks a fact', { ...wanted, person_reference: 'AL-0003' }, 422, 'record_incomplete'],
    ['no person', { credential_type: 'residency' }, 400, 'invalid_request'],
    ['a member that nobody knows', { ...wanted, claims: { given_name: 'Eve' } }, 400, 'invalid_request'],
    ['a reference that is no text', { ...wanted, person_reference: 1 }, 400, 'invalid_request'],
    ['a reference of nothing', { ...wanted, case_reference: '' }, 400, 'invalid_request'],
    ['a reference without end', { ...wanted, case_reference: 'x'.repeat(201) }, 400, 'invalid_request'],
    ['a choice that is none', { ...wanted, tx_code: 'yes' }, 400, 'invalid_request'],
    ['a profile that there is none of', { ...wanted, profile: 'eudi' }, 400, 'invalid_request'],
    ['a profile that is not served', { ...wanted, profile: 'swiyu' }, 404, 'not_found'],
    ['a profile whose wallets redeem no code', { ...wanted, profile: 'haip' }, 400, 'invalid_request'],
    ['a way that there is none of', { ...wanted, by: 'post' }, 400, 'invalid_request'],
    ['no way', { ...wanted, by: null }, 400, 'invalid_request'],
    ...[
      ['of nothing', null],
      ['of an unknown sort', { input_mode: 'alphanumeric', length: 8 }],
      ['of five digits', { input_mode: 'numeric', length: 5 }],
      ['of five digits, unsaid', { length: 5 }],
      ['of thirteen digits', { input_mode: 'numeric', length: 13 }],
      ['of four letters', { input_mode: 'text', length: 4 }],
      ['of thirteen letters', { input_mode: 'text', length: 13 }],
      ['of half a digit', { length: 6.5 }],
      ['of a length in words', { length: '8' }],
      ['with nothing said of it', { description: '' }],
      ['with too much said of it', { description: 'x'.repeat(301) }],
      ['with a line break in what is said', { description: 'one\ntwo' }],
      ['with what turns a text round', { description: 'code \u202e321' }],
      ['with what is said in no text', { description: { en: 'a', cy: 'b' } }],
      ['that the caller chose', { input_mode: 'text', length: 8, value: 'PASSWORD' }],
    ].map(([what, txCode]): [string, object, number, string] => [`a transaction code ${what as string}`, { ...wanted, tx_code: txCode }, 400, 'invalid_request']),
  ])('is refused with %s', async (_what, body, status, code) => {
    const answer = await offer(body)
    expect([answer.statusCode, answer.json<{ code: string }>().code, answer.headers['content-type']]).toEqual([status, code, 'application/problem+json; charset=utf-8'])
  })
})

describe('an offer by value', () => {
  const inLink = (link: string): unknown => JSON.parse(new URL(link).searchParams.get('credential_offer') ?? 'null')

  it('is in its links, as it lies at the address of the same offer, and is collected; sent again it is the same', async () => {
    const key = randomUUID()
    const body = { ...wanted, by: 'value', tx_code: { input_mode: 'text', length: 8 } }
    const first = await systems.post(await systems.tokenOf(), 'offers', body, { key })
    const { credential_offer: value, ...made } = first.json<Offered & { credential_offer: { grants: Record<string, { 'pre-authorized_code': string }> }; wallet_link: string; openid_credential_offer: string }>()
    expect([made.credential_offer_uri, inLink(made.wallet_link), inLink(made.openid_credential_offer)]).toEqual([null, value, value])
    expect(value).toMatchObject({ credential_issuer: `${issuerUrl}/aldermoor`, credential_configuration_ids: expect.arrayContaining(['residency-sd-jwt']) as string[], grants: { [preAuthorizedCodeGrant]: { tx_code: { input_mode: 'text', length: 8 } } } })
    expect(everyFile().includes(value.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '')).toBe(false)
    const redeemed = await scene.token(value.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', made.tx_code)
    expect(redeemed.statusCode).toBe(200)
    expect((await systems.post(await systems.tokenOf(), 'offers', body, { key })).body).toBe(first.body)
  })

  it('may be typed, too', async () => {
    const answer = await offer({ ...wanted, by: 'value', typed_code: true })
    expect([answer.statusCode, answer.json()]).toEqual([201, expect.objectContaining({ credential_offer_uri: null, typed_code: expect.stringMatching(/^A\w{3}/) as string })])
  })
})

describe('a transaction code', () => {
  const shownOf = async ({ credential_offer_uri: uri }: Offered) =>
    (await scene.inject({ method: 'GET', url: uri.slice(issuerUrl.length) })).json<{ grants: Record<string, { tx_code?: object }> }>().grants[preAuthorizedCodeGrant]?.tx_code

  it.each([
    ['text, with a description', { input_mode: 'text', length: 12, description: 'x'.repeat(300) }, /^[2-9A-Z]{12}$/, { input_mode: 'text', length: 12, description: 'x'.repeat(300) }],
    ['text', { input_mode: 'text', length: 5 }, /^[2-9A-Z]{5}$/, { input_mode: 'text', length: 5, description: 'Aldermoor sent you this code. / Anfonodd Aldermoor y cod hwn atoch.' }],
    ['digits', { input_mode: 'numeric', length: 9 }, /^\d{9}$/, { input_mode: 'numeric', length: 9, description: 'Aldermoor sent you this number. / Anfonodd Aldermoor y rhif hwn atoch.' }],
    ['nothing but a description', { description: 'By post.' }, /^\d{6}$/, { input_mode: 'numeric', length: 6, description: 'By post.' }],
  ])('looks as it was asked for: %s', async (_what, txCode, drawn, told) => {
    const key = randomUUID()
    const token = await systems.tokenOf()
    const first = await systems.post(token, 'offers', { ...wanted, tx_code: txCode }, { key })
    expect((await systems.post(token, 'offers', { ...wanted, tx_code: txCode }, { key })).body).toBe(first.body)
    const offered = first.json<Offered>()
    expect(offered.tx_code).toMatch(drawn)
    expect(await shownOf(offered)).toEqual({ ...told, description: expect.stringContaining(told.description.slice(0, 9)) as string })
    expect((await collect({ ...offered, tx_code: (offered.tx_code ?? '').toLowerCase() })).statusCode).toBe(200)
  })

  it.each([
    ['a space before it', (code: string) => ` ${code}`],
    ['spaces in it', (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`],
    ['a hyphen in it', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
    ['full-width letters', (code: string) => code.replaceAll(/./g, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0))],
    ['one character less', (code: string) => code.slice(1)],
    ['nothing', () => ''],
  ])('of letters is wrong with %s, and counted', async (_what, change) => {
    const offered = (await offer({ ...wanted, tx_code: { input_mode: 'text', length: 8 } })).json<Offered>()
    const answer = await redeem({ ...offered, tx_code: change(offered.tx_code ?? '') })
    expect([answer.statusCode, answer.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant', counterfoil_tries_left: 4 })])
    expect((await redeem(offered)).statusCode).toBe(200)
  })

  it('leaves what is said of it in no file in the clear, and nothing of it once the offer ended', async () => {
    const description = 'By Unmistakable-Post-77.'
    const offered = (await offer({ ...wanted, tx_code: { description } })).json<Offered>()
    const sealed = () => scene.rows<{ sealed: number }>('SELECT sealed_tx_code IS NOT NULL AS sealed FROM credential_offers WHERE id = ?', offered.offer)
    expect([everyFile().includes('Unmistakable-Post-77'), await sealed()]).toEqual([false, [{ sealed: 1 }]])
    for (let turn = 0; turn < 5; turn += 1) await redeem({ ...offered, tx_code: '0' })
    expect(await sealed()).toEqual([{ sealed: 0 }])
  })
})

describe('a request that is sent again', () => {
  it('makes one offer and gets the same answer, word for word, for 24 hours', async () => {
    const key = randomUUID()
    const token = await systems.tokenOf()
    const body = { ...wanted, person_reference: 'AL-0002', typed_code: true }
    const first = await systems.post(token, 'offers', body, { key })
    // The record may be another by then, and who sends it again may have another token.
    writeFileSync(join(scene.folder, 'aldermoor.csv'), csv.replace('AL-0002', 'AL-0009'))
    scene.clock.advance(3600)
    const again = await systems.post(await systems.tokenOf(), 'offers', body, { key })
    expect([first.statusCode, again.statusCode, again.body]).toEqual([201, 201, first.body])
    expect(await scene.rows('SELECT id FROM credential_offers WHERE id = ?', first.json<Offered>().offer)).toHaveLength(1)
    scene.clock.advance(23 * 3600)
    expect((await systems.post(await systems.tokenOf(), 'offers', body, { key })).statusCode).toBe(404)
    writeFileSync(join(scene.folder, 'aldermoor.csv'), csv)
    const later = await systems.post(await systems.tokenOf(), 'offers', body, { key })
    expect([later.statusCode, later.json<Offered>().offer === first.json<Offered>().offer]).toEqual([201, false])
  })

  it('makes one offer when twenty come at once', async () => {
    const key = randomUUID()
    const token = await systems.tokenOf()
    const before = (await scene.rows('SELECT id FROM credential_offers')).length
    const answers = await Promise.all(Array.from({ length: 20 }, () => systems.post(token, 'offers', wanted, { key })))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect((await scene.rows('SELECT id FROM credential_offers')).length).toBe(before + 1)
    expect((await redeem(answers[7]?.json<Offered>() as Offered)).statusCode).toBe(200)
  })

  it('is refused when another came under the key, and done when another client or authority had it', async () => {
    const key = randomUUID()
    const token = await systems.tokenOf()
    await systems.post(token, 'offers', wanted, { key })
    for (const [path, body] of [['offers', { ...wanted, tx_code: false }], ['status', { change: 'revoke', reason: 'at_request', case_reference: 'nothing' }]] as const) {
      const answer = await systems.post(token, path, body, { key })
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'idempotency_key_reused'])
    }
    expect((await offer({ ...wanted, person_reference: 'BR-0001' }, { key, authority: 'brackenfield' })).statusCode).toBe(201)
  })

  it.each([['none', null], ['one that is too short', 'offer-1'], ['one with spaces', `a b ${randomUUID()}`], ['one without end', 'k'.repeat(200)]])('needs a key: %s is refused', async (_what, key) => {
    for (const [path, body] of [['offers', wanted], ['status', { change: 'revoke', reason: 'at_request', case_reference: 'x' }], [`counterfoils/${'0'.repeat(32)}/status`, { change: 'revoke', reason: 'at_request' }]] as const) {
      const answer = await systems.post(await systems.tokenOf(), path, body, { key })
      expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([400, expect.stringContaining('Idempotency-Key')])
    }
  })

  it('leaves neither key, reference, link nor code in any file', async () => {
    const key = randomUUID()
    const body = { ...wanted, case_reference: 'CASE-Unmistakable-77', typed_code: true }
    const made = (await offer(body, { key })).json<Offered & { typed_code: string }>()
    const secret = made.credential_offer_uri.split('/').at(-1) ?? 'none'
    const files = everyFile()
    for (const trace of [key, key.replaceAll('-', ''), 'CASE-Unmistakable-77', secret, made.typed_code, made.typed_code.replaceAll('-', '')]) expect([trace, files.includes(trace)]).toEqual([trace, false])
    expect(files).toContain(made.offer)
    const [kept] = await scene.rows<{ answer: string }>('SELECT answer FROM repeatable_requests WHERE answer LIKE ?', `%${made.offer}%`)
    expect(Object.keys(JSON.parse(kept?.answer ?? '{}') as object).sort()).toEqual(['expiresAt', 'offer', 'salt'])
  })

  it('is forgotten when its time is over', async () => {
    scene.clock.advance(90_000)
    await scene.issuer.sweep()
    expect(await scene.rows('SELECT lookup FROM repeatable_requests')).toEqual([])
  })
})

describe('counterfoils', () => {
  it('are read one by one, without anything of a person or a place in a list', async () => {
    const id = await issued()
    const answer = await systems.get(await systems.tokenOf(), `counterfoils/${id}`)
    expect(answer.json()).toMatchObject({ counterfoil: id, credential_type: 'residency', credential_configuration_id: 'residency-sd-jwt', status: 'valid', wallet_notified: null })
    expect(Object.keys(answer.json<object>())).not.toEqual(expect.arrayContaining(['person']))
    expect(answer.body).not.toMatch(/AL-|handle|index|list/)
    for (const other of ['0'.repeat(32), 'x', '..']) expect((await systems.get(await systems.tokenOf(), `counterfoils/${other}`)).statusCode).toBe(404)
  })

  it('are listed newest first, page by page, each once, whatever is issued meanwhile', async () => {
    const token = await systems.tokenOf()
    const some: string[] = []
    for (let count = 0; count < 5; count += 1) {
      scene.clock.advance(1)
      some.push(await issued())
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Listed = (await systems.get(token, `counterfoils?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)).json<Listed>()
      seen.push(...page.counterfoils.map(({ counterfoil }) => counterfoil))
      cursor = page.next_cursor
      scene.clock.advance(1)
      await issued()
    } while (cursor !== null && seen.length < 40)
    expect(seen.slice(0, 5)).toEqual(some.toReversed())
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual([...seen].toSorted().toReversed())
  })

  it('are filtered by type and status', async () => {
    const token = await systems.tokenOf()
    const id = await issued()
    await systems.post(token, `counterfoils/${id}/status`, { change: 'suspend', reason: 'record_check' })
    const suspended = (await systems.get(token, 'counterfoils?status=suspended&credential_type=residency')).json<Listed>()
    expect(suspended.counterfoils.map(({ counterfoil }) => counterfoil)).toEqual([id])
    expect((await systems.get(token, 'counterfoils?credential_type=blue-badge')).json<Listed>().counterfoils).toEqual([])
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'status=gone', 'credential_type=A%00', 'cursor=x', `cursor=${'a'.repeat(500)}`, 'person=AL-0001'])('are not listed by %s', async (query) => {
    const answer = await systems.get(await systems.tokenOf(), `counterfoils?${query}`)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'invalid_request'])
  })

  it('go on by a cursor of this authority and this filter alone', async () => {
    const { next_cursor: cursor } = (await systems.get(await systems.tokenOf(), 'counterfoils?limit=1')).json<Listed>()
    expect((await systems.get(await systems.tokenOf(), `counterfoils?limit=1&status=valid&cursor=${cursor}`)).statusCode).toBe(400)
    expect((await systems.get(await systems.tokenOf('brackenfield'), `counterfoils?limit=1&cursor=${cursor}`, 'brackenfield')).statusCode).toBe(400)
  })
})

describe('a status', () => {
  const change = async (path: string, body: object, options: Parameters<typeof systems.post>[3] = {}) => systems.post(await systems.tokenOf(options.authority), path, body, options)

  it('is changed by the counterfoil\'s id, is in the list at once, and told again under the same key', async () => {
    const id = await issued()
    const key = randomUUID()
    const body = { change: 'revoke', reason: 'moved_away' }
    const first = await change(`counterfoils/${id}/status`, body, { key })
    expect([first.statusCode, first.json()]).toEqual([200, { changed: [id], unchanged: [], withdrawn_offers: [] }])
    expect(await inTheList(scene, id)).toBe(statusValue.revoked)
    expect((await change(`counterfoils/${id}/status`, body, { key })).body).toBe(first.body)
    expect((await change(`counterfoils/${id}/status`, body)).statusCode).toBe(409)
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE event = 'credential.revoked' AND object = ?", id)).toEqual([{ actor: 'system:aldermoor-crm', reason: 'moved_away' }])
  })

  it.each([
    ['a change that there is none of', { change: 'burn', reason: 'moved_away' }],
    ['a reason of another change', { change: 'suspend', reason: 'moved_away' }],
    ['no reason', { change: 'revoke' }],
    ['another member', { change: 'revoke', reason: 'moved_away', note: 'Ceridwen has moved' }],
  ])('is not changed by %s', async (_what, body) => {
    expect((await change(`counterfoils/${await issued()}/status`, body)).statusCode).toBe(400)
  })

  it('ends everything under a case, and what could still be collected, of this council alone', async () => {
    const under = { ...wanted, case_reference: 'BB/2026/1' }
    const [first, second] = [await issued(under), await issued(under)]
    const other = await issued({ ...wanted, case_reference: 'BB/2026/11' })
    const elsewhere = await issued({ ...wanted, person_reference: 'BR-0001', case_reference: 'BB/2026/1' }, 'brackenfield')
    const open = (await offer(under)).json<Offered>()
    const answer = await change('status', { change: 'revoke', reason: 'record_changed', case_reference: 'BB/2026/1' })
    expect(answer.json<Changed>()).toEqual({ changed: expect.arrayContaining([first, second]) as string[], unchanged: [], withdrawn_offers: [open.offer] })
    expect(answer.json<Changed>().changed).toHaveLength(2)
    expect([await inTheList(scene, first), await inTheList(scene, second), await inTheList(scene, other)]).toEqual([1, 1, 0])
    expect(await scene.rows('SELECT status FROM counterfoils WHERE id = ?', elsewhere)).toEqual([{ status: 0 }])
    expect((await scene.inject({ method: 'GET', url: open.credential_offer_uri.slice(issuerUrl.length) })).statusCode).toBe(404)
  })

  it('of a token that was given a moment ago is ended, too: it collects nothing', async () => {
    const offered = (await offer({ ...wanted, case_reference: 'LATE/1' })).json<Offered>()
    const { access_token: accessToken } = (await redeem(offered)).json<{ access_token: string }>()
    expect((await change('status', { change: 'revoke', reason: 'at_request', case_reference: 'LATE/1' })).json<Changed>().withdrawn_offers).toEqual([offered.offer])
    const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))
    expect(answer.json<{ error: string }>().error).toBe('invalid_token')
  })

  it('is changed by the person\'s own reference, of one type or of all', async () => {
    const id = await issued({ ...wanted, person_reference: 'AL-0002' })
    const body = { change: 'suspend', reason: 'record_check', person_reference: 'AL-0002' }
    expect((await change('status', { ...body, credential_type: 'blue-badge' })).statusCode).toBe(404)
    expect((await change('status', { ...body, credential_type: 'residency' })).json<Changed>()).toEqual({ changed: [id], unchanged: [], withdrawn_offers: [] })
    expect((await change('status', body)).json<Changed>()).toEqual({ changed: [], unchanged: [id], withdrawn_offers: [] })
  })

  it.each([
    ['nothing under it', { case_reference: 'never heard of' }, 404],
    ['no reference', {}, 400],
    ['two references', { case_reference: 'a', person_reference: 'b' }, 400],
  ])('is not changed with %s', async (_what, reference, status) => {
    expect((await change('status', { change: 'revoke', reason: 'at_request', ...reference })).statusCode).toBe(status)
  })

  it('is found by the case that the record tells, however the offer was made', async () => {
    const person = goodRecord('AL-0077')
    const withCase = { ...person, fields: new Map([...person.fields, ['residency_case_reference', 'RES/2026/9']]) }
    const { accessToken } = await scene.redeemed({ person: withCase })
    const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))
    expect(answer.statusCode).toBe(200)
    expect((await change('status', { change: 'revoke', reason: 'at_request', case_reference: 'RES/2026/9' })).json<Changed>().changed).toHaveLength(1)
  })
})
