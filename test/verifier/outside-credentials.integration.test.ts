import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebsite } from '@counterfoil/council-website/assemble'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { parseTrustedIssuers } from '@counterfoil/verifier/trusted-issuers-config'
import { Browser, config as websiteConfig } from '../council-website/visit-website.ts'
import { makeKeyPair, type KeyPair } from '../issuer/issuer-scene.ts'
import { authority, certificate, noAuthority, signsCertificates, signsData } from '../support/certificates.ts'
import { issueOutside, presentIssuedMdoc } from '../support/mdocs.ts'
import { outsideHolders, type Answering } from '../support/outside-holder.ts'
import { root } from '../support/source-files.ts'
import { bind, encode, jwt } from '../support/presentations.ts'
import { encryptAnswer, encryptionThumbprint, fetchRequest, formServer, openResult, post, type RequestClaims } from './support/holder.ts'
import { vct } from './support/network.ts'
import { permitElements, permitIn, permitsInEachFormat } from './support/permit-forms.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

// Credentials that no member of the network issued, made and held by others' libraries, presented over HTTP to a form that trusts their issuers by the operator's list.

const anchor = certificate('Anchor', [authority(), signsCertificates])
const certified = certificate('Signer', [noAuthority, signsData], anchor)
const address = 'https://certified.example'
const publisher = makeKeyPair()
const did = `did:jwk:${encode(publisher.jwk)}`
const outsideTrust = parseTrustedIssuers({ [vct]: { issuers: [{ issuer: did, keys: 'did' }, { issuer: address, keys: 'x5c', anchors: [anchor.pem] }], withoutStatus: true, withoutHolderBinding: true } })

const folder = mkdtempSync('/tmp/outside-credentials-')
const form = 'resident-parking-permit'
let world: VerifierTestWorld
beforeAll(async () => {
  const formsDir = permitsInEachFormat(folder)
  copyFileSync(join(root, 'packages', 'shared', 'forms', `${form}.json`), join(formsDir, `${form}.json`))
  world = await startVerifierWorld({ configure: () => ({ outsideTrust, formsDir }) })
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true, force: true })
})

const now = (): number => Math.floor(Date.now() / 1000)
const iso = (at: number): string => new Date(at * 1000).toISOString()
const person = { given_name: 'Ada', family_name: 'Sampleby', address: { address_line_1: '1 Unreal Road', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001' } }
const { address: home, ...names } = person

type Signer = { readonly name: string; readonly header: object; readonly key: KeyPair['privateKey'] }
const byDid: Signer = { name: did, header: { kid: `${did}#0` }, key: publisher.privateKey }
const byCertificate: Signer = { name: address, header: { x5c: [certified.x5c] }, key: certified.privateKey }

async function issueW3c(model: 1 | 2, { name, header, key }: Signer, holder: KeyPair): Promise<string> {
  const subject = { id: `did:jwk:${encode(holder.jwk)}`, ...person }
  const contexts = ['https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/ns/credentials/v2']
  const credential = { '@context': [contexts[model - 1], `${vct}/context.jsonld`], type: ['VerifiableCredential', 'ResidencyCredential'], issuer: name, credentialSubject: subject }
  const payload = model === 1 ? { iss: name, sub: subject.id, nbf: now() - 60, exp: now() + 600, vc: { ...credential, issuanceDate: iso(now() - 60) } } : { ...credential, validFrom: iso(now() - 60), validUntil: iso(now() + 600) }
  const typed = model === 1 ? { typ: 'JWT' } : { typ: 'vc+jwt', cty: 'vc' }
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...typed, ...header }).sign(await importJWK(key.export({ format: 'jwk' }), 'ES256'))
}

const holdingOf = (what: string) => outsideHolders.find((one) => one.what === what) ?? expect.fail()
const w3cOf = (model: 1 | 2, signer: Signer) => async (holder: KeyPair, answering: Answering): Promise<string> =>
  holdingOf(`jwt_vc_json of the data model ${model === 1 ? '1.1' : '2.0'}`).present({ credential: await issueW3c(model, signer, holder), key: holder }, answering)
const mdocOf = async (holder: KeyPair, { nonce, thumbprint, asked }: Answering): Promise<string> =>
  presentIssuedMdoc(await issueOutside({ ...names, ...home }, { ...permitElements, signer: certified, holder: holder.privateKey }), { nonce, thumbprint, ...asked }, { ...permitElements, key: holder.privateKey })

describe('a form filled from a credential of an issuer beyond the network', () => {
  it.each<[string, string, string, (holder: KeyPair, answering: Answering) => Promise<string>]>([
    ['jwt_vc_json of data model 1.1, by did:jwk', 'jwt_vc_json', did, w3cOf(1, byDid)],
    ['jwt_vc_json of data model 2.0, by did:jwk', 'jwt_vc_json', did, w3cOf(2, byDid)],
    ['jwt_vc_json of data model 1.1, by certificate', 'jwt_vc_json', address, w3cOf(1, byCertificate)],
    ['jwt_vc_json of data model 2.0, by certificate', 'jwt_vc_json', address, w3cOf(2, byCertificate)],
    ['mso_mdoc, under its IACA', 'mso_mdoc', address, mdocOf],
  ])('in %s, tells its fields and whom it is from', async (_what, format, issuer, present) => {
    const server = formServer(world, 'brackenfield')
    const started = await server.start({ form: permitIn(format) })
    const request = await fetchRequest(started)
    const answering = { nonce: request.nonce, audience: request.client_id, asked: { clientId: request.client_id, responseUri: request.response_uri }, thumbprint: encryptionThumbprint(request) }
    const presentation = await present(makeKeyPair(), answering)
    expect((await post(request, { response: encryptAnswer(request, { residency: [presentation] }) })).status).toBe(200)
    const { fields, source } = await openResult(await server.result(started), started)
    expect(fields).toEqual({ first_name: 'Ada', last_name: 'Sampleby', address_line_1: '1 Unreal Road', town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001' })
    expect(source).toMatchObject({ authority: { en: issuer, cy: issuer }, authority_did: issuer, type: { en: 'Residency' }, stale: false })
  })
})

describe('a type that may come without a proof of whose it is', () => {
  it.each<[string, string, (holder: KeyPair) => Promise<string>]>([
    ['jwt_vc_json of data model 1.1', 'jwt_vc_json', (holder) => issueW3c(1, byDid, holder)],
    ['jwt_vc_json of data model 2.0', 'jwt_vc_json', (holder) => issueW3c(2, byCertificate, holder)],
    ['dc+sd-jwt', 'dc+sd-jwt', async (holder) => issueJson(json(), holder)],
  ])('fills a form as %s, and says so in what was checked', async (_what, format, issue) => {
    const server = formServer(world, 'brackenfield')
    const started = await server.start({ form: permitIn(format) })
    const request = await fetchRequest(started)
    expect(request['dcql_query']).toMatchObject({ credentials: [{ require_cryptographic_holder_binding: false }] })
    expect((await post(request, { response: encryptAnswer(request, { residency: [await issue(makeKeyPair())] }) })).status).toBe(200)
    expect((await openResult(await server.result(started), started)).fields).toMatchObject({ uprn: home.uprn })
    const tables = await openTables(join(world.folder, 'verifier', 'verifier.sqlite'))
    const [record] = await tables.rows('SELECT checks FROM check_records WHERE transaction_id = ?', started.transaction_id)
    await tables.close()
    expect(record).toMatchObject({ checks: 'structure,disclosures,type,~holder binding,issuer key,issuer signature,~holder signature,validity,accreditation,status,query' })
  })
})

/** A presentation of claims as they stand in JSON, which an object could not all say, of an issuer that may well be hostile. */
function presentJson(claims: string, { client_id: aud, nonce }: RequestClaims): string {
  const holder = makeKeyPair()
  return bind(issueJson(claims, holder), { payload: { iat: now(), aud, nonce }, key: holder.privateKey })
}

function issueJson(claims: string, holder: KeyPair): string {
  const payload = JSON.stringify({ iss: did, vct, iat: now() - 10, exp: now() + 600, cnf: { jwk: holder.jwk } })
  return `${jwt(JSON.stringify({ alg: 'ES256', typ: 'dc+sd-jwt', kid: `${did}#0` }), `${payload.slice(0, -1)},${claims}}`, publisher.privateKey)}~`
}

const markup = '<img src=x onerror="document.title=1"><script>alert(1)</script>'
const json = (changes: object = {}): string => JSON.stringify({ ...person, ...changes }).slice(1, -1)
const inAddress = (changes: object): string => json({ address: { ...home, ...changes } })

describe('hostile claims', () => {
  const reaching: [string, string, Record<string, string>][] = [
    ['markup in a name', json({ given_name: markup }), { first_name: markup }],
    ['markup that closes what it stands in', json({ family_name: '\'"></textarea></script><b>' }), { last_name: '\'"></textarea></script><b>' }],
    ['__proto__ and constructor beside the claims', `"__proto__":{"given_name":"Eve","polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},${json()}`, { first_name: 'Ada' }],
    ['__proto__ and constructor within a claim', json().replace('"address":{', '"address":{"__proto__":{"uprn":"666","polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},'), { uprn: home.uprn }],
    ['a bidirectional override in what a form can do without', inAddress({ address_line_2: 'Flat\u202e1' }), { address_line_1: home.address_line_1 }],
    ['NUL in what a form can do without', inAddress({ address_line_2: 'Flat\u00001' }), { address_line_1: home.address_line_1 }],
  ]
  const refused: [string, number, string][] = [
    ['a bidirectional override in a name', 400, json({ given_name: 'Ada\u202eadA' })],
    ['NUL in a name', 400, json({ given_name: 'Ada\u0000' })],
    ['a line break in a name', 400, json({ given_name: 'Ada\r\nSet-Cookie: x' })],
    ['an object for a name', 400, json({ given_name: { toString: 'Ada' } })],
    ['a list for an address', 400, json({ address: [home] })],
    ['__proto__ in the place of a claim', 400, json({ given_name: undefined }).concat(',"__proto__":{"given_name":"Eve"}')],
    ['lists 30,000 deep', 400, `${json()},"deep":${'['.repeat(15_000)}${']'.repeat(15_000)}`],
    ['objects 5,000 deep in a claim', 400, json().replace('"postcode"', `"deep":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)},"postcode"`)],
    ['a name of a megabyte', 413, json({ given_name: 'A'.repeat(1_000_000) })],
  ]
  let browser: Browser
  let website: Awaited<ReturnType<typeof createWebsite>>
  const page = `/brackenfield/${form}`
  beforeAll(async () => {
    website = await createWebsite(
      { ...websiteConfig, websiteUrl: returnOrigin, verifierUrl: world.verifierUrl, apiKeys: new Map(world.net.network.authorities.map(({ id }) => [id, world.apiKey(id)])) },
      { logger: createLogger('website', { write: () => undefined }) },
    )
    browser = new Browser(website.app)
  })
  afterAll(() => website?.close())

  /** A citizen goes to the wallet from the form of a council's website, without a script. */
  async function answerFromWebsite(claims: string): Promise<Response> {
    await browser.open(page)
    const sent = await browser.send(`${page}/wallet`, { flow: 'same_device' })
    const link = new URL(String(sent.headers.location)).searchParams
    const request = await fetchRequest({ request_uri: link.get('request_uri') ?? '' })
    return post(request, { response: encryptAnswer(request, { residency: [presentJson(claims, request)] }) })
  }

  it.each(reaching)('%s reach a form as text, or stay out', async (_what, claims, expected) => {
    browser = new Browser(website.app)
    const answer = await answerFromWebsite(claims)
    expect(answer.status).toBe(200)
    const { redirect_uri: back } = (await answer.json()) as { redirect_uri: string }
    expect((await browser.open(back.slice(returnOrigin.length))).statusCode).toBe(303)
    const { body } = await browser.open(page)
    const inputs = new Map([...body.matchAll(/<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
    for (const [name, value] of Object.entries(expected)) expect(inputs.get(name)).toBe(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'))
    expect(inputs.get('address_line_2') ?? '').toBe('')
    for (const text of ['<img', '<script>alert', '<b>', 'Eve', '666', '\u0000', '\u202e']) expect(body).not.toContain(text)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it.each(refused)('%s fill nothing, and get %i', async (_what, status, claims) => {
    browser = new Browser(website.app)
    expect((await answerFromWebsite(claims)).status).toBe(status)
    expect((await browser.open(page)).body).not.toContain('Sampleby')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
