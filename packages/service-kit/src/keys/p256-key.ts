import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

// What stands before the 32 bytes of a private key in its shortest PKCS #8 form. @see RFC 5915, section 3
const pkcs8Start = Buffer.from('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 'hex')

/** A P-256 private key as the platform's own object, from its 32 bytes. */
export function p256PrivateKey(scalar: Uint8Array): KeyObject {
  const der = Buffer.concat([pkcs8Start, scalar])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

/** The uncompressed point of a P-256 private key, in hexadecimal. */
export function p256PublicKeyHex(privateKey: KeyObject): string {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return `04${Buffer.from(x, 'base64url').toString('hex')}${Buffer.from(y, 'base64url').toString('hex')}`
}

/** A JWK from an uncompressed point in hexadecimal. */
export const publicJwkOf = (publicKeyHex: string): P256PublicJwk => ({
  kty: 'EC',
  crv: 'P-256',
  x: Buffer.from(publicKeyHex.slice(2, 66), 'hex').toString('base64url'),
  y: Buffer.from(publicKeyHex.slice(66), 'hex').toString('base64url'),
})
