import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { pointOf } from '@counterfoil/shared/did/verification-method'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { didOfAddress, type StubLedger } from './stub-ledger.ts'

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

export const signWith = ({ key }: Pick<SigningKey, 'key'>, input: string): string =>
  sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

export const signedJwt = (signer: SigningKey, header: object, payload: unknown): string => {
  const input = `${encode({ alg: 'ES256', kid: signer.kid, ...header })}.${encode(payload)}`
  return `${input}.${signWith(signer, input)}`
}

export interface StubCouncil {
  readonly address: string
  readonly listing: ListedAuthority
  readonly keys: { readonly credential: SigningKey; readonly status: SigningKey; readonly request: SigningKey }
}

const roles = [
  ['credential', 'veriKey'],
  ['status', 'veriKey'],
  ['request', 'sigAuth'],
] as const

/** A council with three real keys on the ledger; its address on the ledger is made of one digit. */
export function makeCouncil(ledger: StubLedger, { digit, id, letter, listed = true }: { readonly digit: string; readonly id: string; readonly letter: string; readonly listed?: boolean }): StubCouncil {
  const address = `0x${digit.repeat(40)}`
  const did = didOfAddress(address)
  const keys = Object.fromEntries(
    roles.map(([role, purpose], index) => {
      const { key, jwk } = makeKey()
      ledger.setAttribute(address, `did/pub/JsonWebKey2020/${purpose}`, Buffer.from(pointOf(jwk), 'hex'))
      return [role, { kid: `${did}#delegate-${index + 1}`, key }]
    }),
  ) as unknown as StubCouncil['keys']
  const name = { en: `${id} Council`, cy: `Cyngor ${id}` }
  const listing = { did, letter, name, issuer: `https://issuer.example/${id}`, verifier: `https://verifier.example/${id}` }
  if (listed) ledger.list(listing)
  return { address, listing, keys }
}
