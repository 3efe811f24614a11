import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** A P-256 key pair from its private scalar, as the platform's own key objects. */
export interface P256Key {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly publicJwk: P256PublicJwk
  /** Uncompressed point in hexadecimal, as it is published. */
  readonly publicKeyHex: string
}

export function p256Key(privateKeyHex: string): P256Key {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKeyHex, 'hex')
  const point = curve.getPublicKey()
  const publicJwk: P256PublicJwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const privateKey = createPrivateKey({ key: { ...publicJwk, d: Buffer.from(privateKeyHex, 'hex').toString('base64url') }, format: 'jwk' })
  return { privateKey, publicKey: createPublicKey(privateKey), publicJwk, publicKeyHex: point.toString('hex') }
}
