import { generateKeyPairSync, hash, type KeyObject } from 'node:crypto'
import { importP256, signEs256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'

// A valid presentation in which any one thing can be made wrong, and a verifier that holds every fact it needs.

export const now = 1_800_000_000
export const vct = 'https://types.example/residency/1'
export const issuerDid = 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001'
export const kid = `${issuerDid}#delegate-1`
export const audience = 'decentralized_identifier:did:ethr:0x7a69:0x0000000000000000000000000000000000000002'
export const nonce = 'a-nonce-of-this-request'
export const statusUri = 'https://issuer.example/status-lists/1'

export const sha256 = (text: string | Uint8Array): string => hash('sha256', text, 'base64url')
export const encode = (value: unknown): string => toBase64Url(utf8(typeof value === 'string' ? value : JSON.stringify(value)))

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const issuerKeys = pair()
export const holderKeys = pair()
export const strangerKeys = pair()
export const publicJwk = (key: KeyObject): P256PublicJwk => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y }
}

let salts = 0
/** A disclosure as its text; `parts` come after the salt. */
export const disclosure = (...parts: unknown[]): string => {
  salts += 1
  return encode([`salt-${salts}-of-128-bits-or-so`, ...parts])
}

export const givenName = disclosure('given_name', 'Ann')
export const familyName = disclosure('family_name', 'Lee')
export const unasked = disclosure('birth_date', '1957-03-09')

export interface Changes {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  /** Disclosures whose digests the issuer signs, instead of the two names. */
  readonly signed?: readonly string[]
  /** Disclosures that are presented, instead of those that are signed. */
  readonly shown?: readonly string[]
  /** Rewrites the JSON text before it is signed. */
  readonly headerText?: (json: string) => string
  readonly payloadText?: (json: string) => string
  readonly issuerKey?: KeyObject
  /** Changes what is selected before it is bound. */
  readonly selection?: (text: string) => string
  /** Null leaves the key binding out. */
  readonly binding?: BindingChanges | null
  /** Changes the finished presentation. */
  readonly finished?: (text: string) => string
}

export interface BindingChanges {
  readonly header?: JsonObject
  readonly payload?: JsonObject
  readonly payloadText?: (json: string) => string
  readonly key?: KeyObject
}

const same = (text: string): string => text
const withoutUndefined = (value: object): string => JSON.stringify(value)

export const jwt = (header: string, payload: string, key: KeyObject): string => {
  const signingInput = `${encode(header)}.${encode(payload)}`
  return `${signingInput}.${signEs256(key, signingInput)}`
}

export const validPayload = (signed: readonly string[] = [givenName, familyName]): JsonObject => ({
  iss: issuerDid,
  vct,
  iat: now - 10,
  exp: now + 86_400,
  cnf: { jwk: { ...publicJwk(holderKeys.publicKey) } },
  status: { status_list: { uri: statusUri, idx: 7 } },
  _sd: signed.map(sha256),
  _sd_alg: 'sha-256',
})

/** A presentation of given and family name; members set to undefined are left out. */
export function present(changes: Changes = {}): string {
  const signed = changes.signed ?? [givenName, familyName]
  const header = withoutUndefined({ alg: 'ES256', typ: 'dc+sd-jwt', kid, ...changes.header })
  const payload = withoutUndefined({ ...validPayload(signed), ...changes.payload })
  const issuerJwt = jwt((changes.headerText ?? same)(header), (changes.payloadText ?? same)(payload), changes.issuerKey ?? issuerKeys.privateKey)
  const selection = (changes.selection ?? same)([issuerJwt, ...(changes.shown ?? signed), ''].join('~'))
  return (changes.finished ?? same)(changes.binding === null ? selection : bind(selection, changes.binding))
}

export function bind(selection: string, changes: BindingChanges = {}): string {
  const header = withoutUndefined({ alg: 'ES256', typ: 'kb+jwt', ...changes.header })
  const payload = withoutUndefined({ iat: now, aud: audience, nonce, sd_hash: sha256(selection), ...changes.payload })
  return selection + jwt(header, (changes.payloadText ?? same)(payload), changes.key ?? holderKeys.privateKey)
}

/** Asks for the two names. */
export const query = (changes: Partial<SdJwtVcQuery> = {}): SdJwtVcQuery => ({
  id: 'residency',
  format: 'dc+sd-jwt',
  meta: { vct_values: [vct] },
  claims: [{ path: ['given_name'] }, { path: ['family_name'] }],
  ...changes,
})

/** A fact that was learned so many seconds ago. */
export const known = <Value>(value: Value, age = 0): Fact<Value> => ({ value, observedAt: epochSeconds(now - age) })

/** Real crypto; the facts are at hand and say that everything is well. */
export const ports = (changes: Partial<VerificationPorts<KeyObject>> = {}): VerificationPorts<KeyObject> => ({
  now: epochSeconds(now),
  sha256,
  issuerKey: () => known({ did: issuerDid, key: issuerKeys.publicKey, issuerNames: [issuerDid, 'https://issuer.example'] }),
  certifiesKey: () => true,
  verifyIssuer: verifyEs256,
  verifyHolder: (jwk, signingInput, signature) => {
    try {
      return verifyEs256(importP256(jwk), signingInput, signature)
    } catch {
      return false
    }
  },
  isAccredited: () => known(true),
  status: () => known(0),
  ...changes,
})
