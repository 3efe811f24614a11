import { hash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { databaseFile as issuerDatabase, readConfig as readIssuerConfig } from '@counterfoil/issuer/config'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { checkAgain } from '@counterfoil/form-server/check-form'
import { createFormServer, type FormServer } from '@counterfoil/form-server/form-server'
import { deploymentIn } from '@counterfoil/invariants/deployment-in'
import { servicePrograms } from '@counterfoil/neighbourhood/programs'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createVerifier, type Verifier } from '@counterfoil/verifier/assemble'
import { readConfig as readVerifierConfig } from '@counterfoil/verifier/config'
import { credentialBody, makeKeyPair, makeProof, staffOf, type KeyPair } from '../issuer/issuer-scene.ts'
import { foundEither, type Founded } from '../support/founded-network.ts'
import { freePort } from '../support/free-port.ts'
import { presentIssuedMdoc } from '../support/mdocs.ts'
import { watch, type Watched } from '../support/watched.ts'
import { encode, encryptAnswer, fetchRequest, formServer, openResult, post, type RequestClaims, type Started } from './support/holder.ts'

// The real issuer and the real verifier, over HTTP: a credential of each format fills the same form. Nothing stands in for anything.

const silent = (name: string) => ({ logger: Object.assign(createLogger(name), { level: process.env['TEST_LOG'] ?? 'silent' }) })

let founded: Founded
let issuer: Issuer
let verifier: Verifier
let form: ReturnType<typeof formServer>
let server: FormServer
let watched: Watched

beforeAll(async () => {
  founded = await foundEither((await freePort()) - 10)
  const { places, secrets, folder } = founded
  for (const dir of [places.recordsDir, places.logsDir]) mkdirSync(dir, { recursive: true })
  const programs = servicePrograms(places, secrets, join(folder, 'no-clients.json'))
  const env = (name: string): NodeJS.ProcessEnv => programs.find((program) => program.name === name)?.env ?? {}
  const [issuing, verifying] = [readIssuerConfig(env('issuer')), readVerifierConfig({ ...env('verifier'), FORMS_DIR: formsIn(folder) })]
  issuer = await createIssuer(issuing, silent('issuer'))
  await issuer.app.listen({ port: issuing.port, host: issuing.host })
  verifier = await createVerifier(verifying, silent('verifier'))
  await verifier.app.listen({ port: verifying.port, host: verifying.host })
  const keys = JSON.parse(readFileSync(secrets.websiteApiKeys, 'utf8')) as Record<string, string>
  const deployment = await deploymentIn(folder, { markers: Object.entries(fields).filter(([name]) => name === 'uprn' || name === 'address_line_1').map(([name, value]) => ({ name, value })) })
  watched = watch({ deployment: () => ({ ...deployment, now: Math.floor(Date.now() / 1000) }), settle: () => verifier.sweep(), unseen: ['INV-20'] })
  server = createFormServer({ verifierUrl: `${verifying.verifierUrl}/aldermoor`, apiKey: keys['aldermoor'] ?? '' })
  form = formServer({ verifierUrl: verifying.verifierUrl, apiKey: (id) => keys[id] ?? '' }, 'aldermoor')
})
afterAll(async () => {
  await watched?.end()
  await verifier?.close()
  await issuer?.close()
  await founded?.close()
})

/** The form of the parking permit, as it is and in each other format. */
function formsIn(folder: string): string {
  const [from, to] = [new URL('../../services/verifier/forms/', import.meta.url).pathname, join(folder, 'forms')]
  mkdirSync(to)
  const [file] = readdirSync(from).filter((name) => name.startsWith('resident-parking-permit') && name.endsWith('.json'))
  const profile = JSON.parse(readFileSync(join(from, file ?? ''), 'utf8')) as { id: string; credential: object }
  for (const format of ['dc+sd-jwt', 'jwt_vc_json', 'mso_mdoc']) {
    const id = `permit-${format.replaceAll(/[^a-z]/g, '-')}`
    writeFileSync(join(to, `${id}.json`), JSON.stringify({ ...profile, id, credential: { ...profile.credential, format } }))
  }
  return to
}

const fields = { given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-01', address_line_1: '1 Unreal Road', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001', resident_since: '2001-04-01' }

async function collect(configuration: string, key: KeyPair): Promise<string> {
  const [authority, type] = [issuer.authorities.get('aldermoor'), issuer.types.get('residency')]
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const person = { reference: randomUUID() as CouncilReference, fields: new Map(Object.entries(fields)) }
  const offer = await issuer.makeCredentialOffer({ authority, type, person, id: `offer-${randomUUID()}` as OfferId, staff: staffOf('aldermoor') })
  const json = async (path: string, init: RequestInit = {}): Promise<Record<string, never>> => (await (await fetch(`${authority.identifier}${path}`, { method: 'POST', ...init })).json()) as Record<string, never>
  const shown = (await (await fetch(offer?.offerUri ?? '')).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  const [grant] = Object.values(shown.grants)
  const { access_token: token } = await json('/token', { body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' }) })
  const { c_nonce: nonce } = await json('/nonce')
  const proof = makeProof(key, { aud: authority.identifier, iat: Math.floor(Date.now() / 1000), nonce })
  const answer = await fetch(`${authority.identifier}/credential`, { method: 'POST', headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' }, body: JSON.stringify(credentialBody(proof, { credential_configuration_id: configuration })) })
  const { credentials } = (await answer.json()) as { credentials: { credential: string }[] }
  return credentials[0]?.credential ?? ''
}

const signed = (header: object, payload: object, key: KeyPair): string => {
  const input = `${encode({ alg: 'ES256', ...header })}.${encode(payload)}`
  return `${input}.${signEs256(key.privateKey, input)}`
}

interface Held {
  readonly credential: string
  readonly key: KeyPair
}
type Present = (held: Held, request: RequestClaims) => string | Promise<string>

const didOf = ({ jwk }: KeyPair): string => `did:jwk:${encode(jwk)}`
const bound = ({ nonce, client_id: aud }: RequestClaims, key: KeyPair) => ({ nonce, aud, iat: Math.floor(Date.now() / 1000), iss: didOf(key) })

const presentModel1: Present = ({ credential, key }, request) =>
  signed({ typ: 'JWT', kid: `${didOf(key)}#0` }, { ...bound(request, key), vp: { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: [credential] } }, key)
const presentModel2: Present = ({ credential, key }, request) =>
  signed({ typ: 'vp+jwt', kid: `${didOf(key)}#0` }, { ...bound(request, key), '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], verifiableCredential: [{ type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${credential}` }] }, key)

/** RFC 7638 */
function thumbprintOf(request: RequestClaims): string {
  const [key] = (request['client_metadata'] as unknown as { jwks: { keys: { crv: string; kty: string; x: string; y: string }[] } }).jwks.keys
  const { crv, kty, x, y } = key ?? { crv: '', kty: '', x: '', y: '' }
  return hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url')
}
const presentAsMdoc: Present = ({ credential, key }, request) =>
  presentIssuedMdoc(credential, { docType: 'org.counterfoil.residency.1', namespace: 'org.counterfoil.residency.1', elements: ['given_name', 'family_name', 'address_line_1', 'post_town', 'postcode', 'uprn'], key: key.privateKey, clientId: request.client_id, nonce: request.nonce, responseUri: request.response_uri, thumbprint: thumbprintOf(request) })

const ask = async (format: string): Promise<{ started: Started; request: RequestClaims }> => {
  const started = await form.start({ form: `permit-${format.replaceAll(/[^a-z]/g, '-')}` })
  return { started, request: await fetchRequest(started) }
}
const answer = async (request: RequestClaims, presentation: string): Promise<{ status: number; text: string }> => {
  const response = await post(request, { response: encryptAnswer(request, { residency: [presentation] }) })
  return { status: response.status, text: await response.text() }
}

async function revokeLast(): Promise<void> {
  const reading = await openForReading(issuerDatabase(readIssuerConfig(servicePrograms(founded.places, founded.secrets, join(founded.folder, 'no-clients.json')).find(({ name }) => name === 'issuer')?.env ?? {})))
  const [row] = await reading.all<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  await reading.close()
  const authority = issuer.authorities.get('aldermoor')
  if (authority === undefined || row === undefined) throw new Error('nothing to revoke')
  await issuer.changeStatus(authority, row.id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
}

describe('a form filled from a credential of the real issuer', () => {
  it.each<[string, string, Present]>([
    ['jwt_vc_json', 'residency-jwt-vc', presentModel1],
    ['jwt_vc_json', 'residency-vc-jwt', presentModel2],
    ['mso_mdoc', 'residency-mdoc', presentAsMdoc],
  ])('in %s (%s) has the same fields, once; another request refuses it, and a revoked one is final', async (format, configuration, present) => {
    const key = makeKeyPair()
    const held = { credential: await collect(configuration, key), key }
    const { started, request } = await ask(format)
    const presentation = await present(held, request)
    expect(await answer(request, presentation)).toMatchObject({ status: 200 })
    const first = await openResult(await form.result(started), started)
    const { fields: filled, source } = first
    expect(filled).toMatchObject({ first_name: 'Ada', last_name: 'Sampleby', postcode: 'ZZ1 1AA' })
    expect(source).toMatchObject({ authority_did: founded.network.authorities[0]?.did, stale: false })

    const other = await ask(format)
    expect((await answer(other.request, presentation)).status).toBe(400)
    expect((await form.status(other.started)).status).toBe('fetched')

    // Another presentation, freshly signed, of the very same credential.
    const later = await ask(format)
    await answer(later.request, await present(held, later.request))
    expect(await checkAgain(first.receipt, await openResult(await form.result(later.started), later.started), { form: first.form, keys: await server.keysFor(first.receipt) })).toMatchObject({ isSameCredential: true, isSameIssuer: true })

    await revokeLast()
    await expect.poll(async () => {
      const again = await ask(format)
      await answer(again.request, await present(held, again.request))
      return form.status(again.started)
    }, { timeout: 15_000, interval: 500 }).toMatchObject({ status: 'refused', refusal: 'credential_revoked' })
  })
})
