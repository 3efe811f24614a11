import type { KeyObject } from 'node:crypto'
import type { W3cVcQuery } from '@counterfoil/shared/dcql/credential-query'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { audience, encode, holderKeys, issuerDid, issuerKeys, jwt, kid, nonce, now, publicJwk, statusUri } from './presentations.ts'

// A valid presentation of a W3C credential, of either data model, in which any one thing can be made wrong.

export type DataModel = 1 | 2

const context = 'https://types.example/residency/1/context.jsonld'
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
export const didJwk = (key: KeyObject): string => `did:jwk:${encode(publicJwk(key))}`
const holder = didJwk(holderKeys.publicKey)

export interface W3cChanges {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  /** Members of the credential within. */
  readonly credential?: JsonObject
  readonly issuerKey?: KeyObject
  /** Null presents the credential alone. */
  readonly vp?: { readonly header?: JsonObject; readonly payload?: JsonObject; readonly presentation?: JsonObject; readonly key?: KeyObject } | null
}

const subject = { id: holder, given_name: 'Ann', family_name: 'Lee', address: { postcode: 'AL1 2BC' } }
const entry = (statusPurpose: string): JsonObject => ({ id: `${statusUri}/${statusPurpose}#7`, type: 'BitstringStatusListEntry', statusPurpose, statusListIndex: '7', statusListCredential: `${statusUri}/${statusPurpose}` })
const dated = { 1: { issuanceDate: iso(now - 10), expirationDate: iso(now + 86_400) }, 2: { validFrom: iso(now - 10), validUntil: iso(now + 86_400) } } as const

function credentialOf(model: DataModel, changes: W3cChanges): string {
  const credential: JsonObject = {
    '@context': [...(model === 1 ? ['https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/ns/credentials/status/v1'] : ['https://www.w3.org/ns/credentials/v2']), context],
    type: ['VerifiableCredential', 'ResidencyCredential'],
    issuer: model === 1 ? { id: issuerDid } : issuerDid,
    credentialSubject: subject,
    ...dated[model],
    credentialStatus: [entry('revocation'), entry('suspension')],
    ...changes.credential,
  }
  const payload = model === 1 ? { vc: credential, iss: issuerDid, sub: holder, nbf: now - 10, exp: now + 86_400, status: { status_list: { uri: statusUri, idx: 7 } } } : credential
  const header = model === 1 ? { alg: 'ES256', typ: 'JWT', kid } : { alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid }
  return jwt(JSON.stringify({ ...header, ...changes.header }), JSON.stringify({ ...payload, ...changes.payload }), changes.issuerKey ?? issuerKeys.privateKey)
}

/** Members set to undefined are left out. */
export function presentW3c(model: DataModel, changes: W3cChanges = {}): string {
  const credential = credentialOf(model, changes)
  if (changes.vp === null) return credential
  const { header, payload, presentation, key = holderKeys.privateKey } = changes.vp ?? {}
  const held: JsonObject =
    model === 1
      ? { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: [credential], ...presentation }
      : { '@context': ['https://www.w3.org/ns/credentials/v2'], type: 'VerifiablePresentation', holder, verifiableCredential: [{ '@context': 'https://www.w3.org/ns/credentials/v2', type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${credential}` }], ...presentation }
  const bound = { nonce, aud: audience, iat: now, iss: holder }
  return jwt(
    JSON.stringify({ alg: 'ES256', typ: model === 1 ? 'JWT' : 'vp+jwt', kid: `${holder}#0`, ...header }),
    JSON.stringify({ ...(model === 1 ? { vp: held } : held), ...bound, ...payload }),
    key,
  )
}

/** Asks for a name and a postcode. */
export const w3cQuery = (changes: Partial<W3cVcQuery> = {}): W3cVcQuery => ({
  id: 'residency',
  format: 'jwt_vc_json',
  meta: { type_values: [['ResidencyCredential']] },
  claims: [{ path: ['credentialSubject', 'given_name'] }, { path: ['credentialSubject', 'address', 'postcode'] }],
  ...changes,
})
