import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { keyProofType } from '@counterfoil/shared/oid4vci/key-proof'
import type { Answer, KeepAliveConnection, Question } from './keep-alive-connection.ts'
import type { OfferMade } from './start-network.ts'

export interface HeldCredential {
  readonly credential: string
  readonly key: KeyObject
}

export interface HolderKey {
  readonly key: KeyObject
  readonly jwk: object
}

export function makeHolderKey(): HolderKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { key: privateKey, jwk: publicKey.export({ format: 'jwk' }) }
}

export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export function bodyOf<Body>(answer: Answer, status: number): Body {
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body.slice(0, 300)}`)
  return JSON.parse(answer.body) as Body
}

/** A Credential Request that is ready to be sent. */
export interface PreparedRequest {
  readonly question: Question
  readonly key: KeyObject
}

/** From an offer to a Credential Request over HTTP, for one key or several: token and nonce. @see OpenID4VCI 1.0, sections 6 and 7 */
export async function prepareRequest(connection: KeepAliveConnection, issuerUrl: string, { code, txCode }: OfferMade, keys: readonly [HolderKey, ...HolderKey[]]): Promise<PreparedRequest> {
  const { pathname: base } = new URL(issuerUrl)
  const form = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode }).toString()
  const { access_token: token } = bodyOf<{ access_token: string }>(await connection.ask({ method: 'POST', path: `${base}/token`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form }), 200)
  const { c_nonce: nonce } = bodyOf<{ c_nonce: string }>(await connection.ask({ method: 'POST', path: `${base}/nonce` }), 200)
  const proofs = keys.map(({ key, jwk }) => {
    const input = `${encode({ alg: 'ES256', typ: keyProofType, jwk })}.${encode({ aud: issuerUrl, iat: Math.floor(Date.now() / 1000), nonce })}`
    return `${input}.${signEs256(key, input)}`
  })
  const body = JSON.stringify({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: proofs } })
  return { question: { method: 'POST', path: `${base}/credential`, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body }, key: keys[0].key }
}

/** Sends a Credential Request. @see OpenID4VCI 1.0, section 8 */
export async function askCredential(connection: KeepAliveConnection, { question, key }: PreparedRequest): Promise<HeldCredential> {
  const { credentials } = bodyOf<{ credentials: { credential: string }[] }>(await connection.ask(question), 200)
  return { credential: credentials[0]?.credential ?? '', key }
}
