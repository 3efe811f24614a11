import { createHmac, randomBytes } from 'node:crypto'
import type sqlite3 from 'sqlite3'
import { importKey, sha256, verifyText } from '../es256.ts'
import type { Ask } from './gathered-statements.ts'
import type { Answer, FloorRequest } from './floor-server.ts'
import { openUnder, sealUnder } from './seal.ts'

export const issuerTables = [
  'CREATE TABLE offers (id TEXT PRIMARY KEY, state TEXT NOT NULL, code_hash TEXT NOT NULL UNIQUE, tx_code_hash TEXT NOT NULL, token_hash TEXT UNIQUE, sealed TEXT)',
  'CREATE TABLE nonces (nonce TEXT PRIMARY KEY)',
  'CREATE TABLE counterfoils (id TEXT PRIMARY KEY, offer TEXT NOT NULL UNIQUE, place INTEGER NOT NULL, holder TEXT NOT NULL)',
]

const asked = 'WITH asked AS MATERIALIZED (SELECT value AS row FROM json_each(?))'
const finding = `${asked} SELECT code_hash AS key, id, tx_code_hash, sealed FROM offers JOIN asked ON code_hash = row ->> 0 WHERE state = 'offered'`
const granting = `${asked} SELECT token_hash AS key, id, sealed FROM offers JOIN asked ON token_hash = row ->> 0 WHERE state = 'redeemed'`
const redeeming = `${asked} UPDATE offers SET state = 'redeemed', token_hash = row ->> 1, sealed = row ->> 2 FROM asked WHERE id = row ->> 0 AND state = 'offered' RETURNING id AS key`
const ending = `${asked} UPDATE offers SET state = 'issued', sealed = NULL FROM asked WHERE id = row ->> 0 AND state = 'redeemed' RETURNING id AS key`
const spending = `${asked} INSERT INTO nonces SELECT row ->> 0 FROM asked WHERE true ON CONFLICT DO NOTHING RETURNING nonce AS key`
const adding = `${asked} INSERT INTO counterfoils SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3 FROM asked WHERE true RETURNING id AS key`

export const secretOfOffer = (number: number): { readonly code: string; readonly txCode: string } => ({ code: `code-of-a-bench-offer-${number}`, txCode: String(100_000 + (number % 900_000)) })

/** Offers that wait, with sealed claims, as staff would have made them. */
export function makeOffers(connection: sqlite3.Database, count: number, claims: object): Promise<void> {
  const rows = Array.from({ length: count }, (_, number) => {
    const { code, txCode } = secretOfOffer(number)
    return [`offer-${number}`, sha256(code), sha256(code + txCode), sealUnder(code, JSON.stringify(claims))]
  })
  const text = `INSERT INTO offers SELECT value ->> 0, 'offered', value ->> 1, value ->> 2, NULL, value ->> 3 FROM json_each(?)`
  return new Promise((resolve, reject) => void connection.run(text, [JSON.stringify(rows)], (error: Error | null) => (error === null ? resolve() : reject(error))))
}

/** In what the same job can be done in two ways. */
export interface WayOfIssuing {
  readonly statements: (connection: sqlite3.Database, texts: readonly string[], isWriting: boolean) => Ask[]
  readonly issue: (open: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, string>>) => string | Promise<string>
}

/** Token, nonce and credential of OpenID4VCI 1.0 in the plainest way: every check, no reasons, no reading aloud. */
export function issuerRoutes({ writer, reader }: { readonly writer: sqlite3.Database; readonly reader: sqlite3.Database }, issuer: { readonly url: string; readonly vct: string }, { statements, issue }: WayOfIssuing) {
  const [find, grantOf] = statements(reader, [finding, granting], false)
  const [redeem, end, spend, add] = statements(writer, [redeeming, ending, spending, adding], true)
  if (find === undefined || grantOf === undefined || redeem === undefined || end === undefined || spend === undefined || add === undefined) throw new Error('a statement is missing')
  const nonceKey = randomBytes(32)
  const macOf = (text: string): string => createHmac('sha256', nonceKey).update(text).digest('base64url')
  const nowSeconds = (): number => Math.floor(Date.now() / 1000)
  let place = 0

  return {
    token: async ({ body }: FloorRequest): Promise<Answer> => {
      const form = new URLSearchParams(body)
      const [code, txCode] = [form.get('pre-authorized_code') ?? '', form.get('tx_code') ?? '']
      const offer = await find(sha256(code))
      if (offer?.['tx_code_hash'] !== sha256(code + txCode)) return { status: 400, body: '{"error":"invalid_grant"}' }
      const token = randomBytes(32).toString('base64url')
      const redeemed = await redeem(offer['id'] as string, sha256(token), sealUnder(token, openUnder(code, offer['sealed'] as string)))
      if (redeemed === undefined) return { status: 400, body: '{"error":"invalid_grant"}' }
      return { status: 200, body: JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }) }
    },
    nonce: (): Answer => {
      const text = `${randomBytes(16).toString('base64url')}.${nowSeconds() + 300}`
      return { status: 200, body: JSON.stringify({ c_nonce: `${text}.${macOf(text)}` }) }
    },
    credential: async ({ body, authorization }: FloorRequest): Promise<Answer> => {
      const token = authorization.slice('Bearer '.length)
      const grant = await grantOf(sha256(token))
      const { proofs } = JSON.parse(body) as { readonly proofs: { readonly jwt: readonly [string] } }
      const [header = '', payload = '', signature = ''] = proofs.jwt[0].split('.')
      const { alg, typ, jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string; typ: string; jwk: { x: string; y: string } }
      const { aud, iat, nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: string; iat: number; nonce: string }
      const [random = '', until = '', mac] = nonce.split('.')
      const now = nowSeconds()
      const isGood = grant !== undefined && alg === 'ES256' && typ === 'openid4vci-proof+jwt' && aud === issuer.url && Math.abs(iat - now) < 300 && Number(until) > now && mac === macOf(`${random}.${until}`)
      if (!isGood || !verifyText(importKey(jwk.x, jwk.y), `${header}.${payload}`, signature)) return { status: 400, body: '{"error":"invalid_proof"}' }
      const claims = JSON.parse(openUnder(token, grant['sealed'] as string)) as Record<string, string>
      const id = randomBytes(16).toString('base64url')
      const idx = (place += 1)
      const done = await Promise.all([end(grant['id'] as string), spend(nonce), add(id, grant['id'] as string, idx, sha256(jwk.x))])
      if (done.includes(undefined)) return { status: 400, body: '{"error":"invalid_nonce"}' }
      const open = { vct: issuer.vct, iat: now, exp: now + 31_536_000, cnf: { jwk }, status: { status_list: { uri: `${issuer.url}/1`, idx } } }
      return { status: 200, body: JSON.stringify({ credentials: [{ credential: await issue(open, claims) }], notification_id: sha256(id) }) }
    },
  }
}
