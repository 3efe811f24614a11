import { generateKeyPairSync, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import type sqlite3 from 'sqlite3'
import { sha256, signText } from '../es256.ts'
import { verifyAtTheFloor } from '../verify-presentation.ts'
import type { Answer, FloorRequest } from './floor-server.ts'
import { gatheredStatements } from './gathered-statements.ts'
import { decryptWith, encryptTo, type PublicPoint } from './jwe.ts'
import { sealUnder } from './seal.ts'

export const verifierTables = [
  'CREATE TABLE presentations (id TEXT PRIMARY KEY, request TEXT NOT NULL UNIQUE, state TEXT NOT NULL, nonce TEXT NOT NULL, form_key TEXT NOT NULL, return_url TEXT NOT NULL, response_key TEXT, result TEXT, code_hash TEXT)',
  'CREATE TABLE check_records (id TEXT PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)',
]

const asked = 'WITH asked AS MATERIALIZED (SELECT value AS row FROM json_each(?))'
const beginning = `${asked} INSERT INTO presentations SELECT row ->> 0, row ->> 1, 'requested', row ->> 2, row ->> 3, row ->> 4, row ->> 5, NULL, NULL FROM asked WHERE true RETURNING id AS key`
const fetching = `${asked} UPDATE presentations SET state = 'fetched' FROM asked WHERE id = row ->> 0 AND state IN ('requested', 'fetched') RETURNING id AS key`
const answering = `${asked} UPDATE presentations SET state = 'answered', response_key = NULL, result = row ->> 1, code_hash = row ->> 2 FROM asked WHERE id = row ->> 0 AND state IN ('requested', 'fetched') RETURNING id AS key`
const recording = `${asked} INSERT INTO check_records SELECT row ->> 0, row ->> 1, row ->> 2 FROM asked WHERE true RETURNING id AS key`
const reading = `${asked} SELECT id AS key, result, code_hash FROM presentations JOIN asked ON id = row ->> 0 WHERE state = 'answered'`
const collecting = `${asked} UPDATE presentations SET state = 'collected', result = NULL, code_hash = NULL FROM asked WHERE id = row ->> 0 AND state = 'answered' RETURNING id AS key`

interface Open {
  readonly id: string
  readonly nonce: string
  readonly key: KeyObject
  readonly jwk: object
  readonly formKey: PublicPoint
  readonly returnUrl: string
}

const secret = (): string => randomBytes(16).toString('base64url')
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export interface FloorVerifier {
  readonly url: string
  readonly clientId: string
  readonly apiKey: string
  readonly serviceSecret: string
  readonly key: KeyObject
  readonly issuerKey: KeyObject
  readonly vct: string
  readonly asked: readonly string[]
}

/** A presentation of OpenID4VP 1.0 with direct_post.jwt in the plainest way: every check, no reasons, nothing to be read by people. */
export function verifierRoutes({ writer, reader }: { readonly writer: sqlite3.Database; readonly reader: sqlite3.Database }, verifier: FloorVerifier) {
  const [begin, fetch, answer, record, collect] = gatheredStatements(writer, [beginning, fetching, answering, recording, collecting], true)
  const [resultOf] = gatheredStatements(reader, [reading], false)
  if (begin === undefined || fetch === undefined || answer === undefined || record === undefined || collect === undefined || resultOf === undefined) throw new Error('a statement is missing')
  const kept = new Map<string, Open>()
  const expected = hash('sha256', verifier.apiKey, 'buffer')
  const mayAsk = (authorization: string): boolean => timingSafeEqual(hash('sha256', authorization.slice('Bearer '.length), 'buffer'), expected)
  const header = encode({ alg: 'ES256', typ: 'oauth-authz-req+jwt', kid: 'did:example:floor#request' })
  const query = { credentials: [{ id: 'residency', format: 'dc+sd-jwt', meta: { vct_values: [verifier.vct] }, claims: verifier.asked.map((name) => ({ path: [name] })) }] }
  const refused: Answer = { status: 400, body: '{"error":"invalid_request"}' }

  return {
    start: async ({ body, authorization }: FloorRequest): Promise<Answer> => {
      if (!mayAsk(authorization)) return { status: 401, body: '{}' }
      const { form_key: formKey, return_url: returnUrl } = JSON.parse(body) as { readonly form_key: PublicPoint; readonly return_url: string }
      const [id, request, nonce] = [secret(), secret(), secret()]
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { x, y, d } = privateKey.export({ format: 'jwk' })
      const wrapped = sealUnder(verifier.serviceSecret, d ?? '')
      await begin(id, request, nonce, JSON.stringify(formKey), returnUrl, wrapped)
      kept.set(request, { id, nonce, key: privateKey, jwk: { kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES', kid: request, x, y }, formKey, returnUrl })
      return { status: 201, body: JSON.stringify({ transaction_id: id, expires_at: new Date(Date.now() + 300_000).toISOString(), client_id: verifier.clientId, request_uri: `${verifier.url}/requests/${request}` }) }
    },
    requestObject: async ({ last }: FloorRequest): Promise<Answer> => {
      const open = kept.get(last)
      if (open === undefined || (await fetch(open.id)) === undefined) return refused
      const now = Math.floor(Date.now() / 1000)
      const metadata = { jwks: { keys: [open.jwk] }, encrypted_response_enc_values_supported: ['A256GCM'], vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } } }
      const input = `${header}.${encode({ iss: verifier.clientId, aud: 'https://self-issued.me/v2', iat: now, exp: now + 300, response_type: 'vp_token', response_mode: 'direct_post.jwt', client_id: verifier.clientId, response_uri: `${verifier.url}/responses/${last}`, nonce: open.nonce, state: last, client_metadata: metadata, dcql_query: query })}`
      return { status: 200, body: `${input}.${signText(verifier.key, input)}` }
    },
    response: async ({ body, last }: FloorRequest): Promise<Answer> => {
      const open = kept.get(last)
      if (open === undefined) return refused
      const { vp_token: token, state } = JSON.parse(decryptWith(open.key, body.slice('response='.length))) as { readonly vp_token: { readonly residency: readonly [string] }; readonly state: string }
      if (state !== last) return refused
      const [presentation] = token.residency
      const now = Math.floor(Date.now() / 1000)
      const claims = verifyAtTheFloor(presentation, { issuerKey: verifier.issuerKey, vct: verifier.vct, audience: verifier.clientId, nonce: open.nonce, now, required: verifier.asked, statusOf: () => 0 })
      const fields = Object.fromEntries(verifier.asked.map((name) => [name, claims[name]]))
      const code = secret()
      const sealed = encryptTo(open.formKey, JSON.stringify({ fields, checked_at: now }))
      const [ended] = await Promise.all([answer(open.id, sealed, sha256(code)), record(open.id, now, sha256(presentation))])
      kept.delete(last)
      return ended === undefined ? refused : { status: 200, body: JSON.stringify({ redirect_uri: `${open.returnUrl}#response_code=${code}` }) }
    },
    result: async ({ body, authorization, beforeLast }: FloorRequest): Promise<Answer> => {
      if (!mayAsk(authorization)) return { status: 401, body: '{}' }
      const { response_code: code } = JSON.parse(body) as { readonly response_code: string }
      const found = await resultOf(beforeLast)
      if (found?.['code_hash'] !== sha256(code) || (await collect(beforeLast)) === undefined) return refused
      return { status: 200, body: JSON.stringify({ result: found['result'] }) }
    },
  }
}
