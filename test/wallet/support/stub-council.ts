import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { StubTrust } from './stub-trust.ts'

export const encode = (value: unknown): string => toBase64Url(utf8(typeof value === 'string' ? value : JSON.stringify(value)))

export interface SigningKey {
  readonly kid: string
  readonly key: KeyObject
}

/** A P-256 key with its public half as a JWK. */
export function makeKey(): { readonly key: KeyObject; readonly jwk: P256PublicJwk } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { key: privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}

export const signWith = ({ key }: Pick<SigningKey, 'key'>, input: string | Uint8Array): string =>
  sign('sha256', typeof input === 'string' ? Buffer.from(input) : input, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

export const signedJwt = (signer: SigningKey, header: object, payload: unknown): string => {
  const input = `${encode({ alg: 'ES256', kid: signer.kid, ...header })}.${encode(payload)}`
  return `${input}.${signWith(signer, input)}`
}

export interface StubCouncil {
  readonly listing: ListedAuthority
  readonly keys: { readonly credential: SigningKey; readonly status: SigningKey; readonly request: SigningKey }
}

const roles = ['credential', 'status', 'request'] as const

/** A council with three real keys that it publishes. */
export function makeCouncil(trust: StubTrust, { id, letter, listed = true }: { readonly id: string; readonly letter: string; readonly listed?: boolean }): StubCouncil {
  const did = trust.didOf(id)
  const keys = Object.fromEntries(
    roles.map((role) => {
      const { key, jwk } = makeKey()
      return [role, { kid: trust.publishKey(did, role, jwk), key }]
    }),
  ) as unknown as StubCouncil['keys']
  const name = { en: `${id} Council`, cy: `Cyngor ${id}` }
  const listing = { did, letter, name, issuer: `https://issuer.example/${id}`, verifier: `https://verifier.example/${id}` }
  if (listed) trust.list(listing)
  return { listing, keys }
}
