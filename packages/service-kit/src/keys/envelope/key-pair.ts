import { generateKeyPairSync } from 'node:crypto'
import { SigningKey, hexlify } from 'ethers'
import type { Curve } from '../key-role.ts'
import { p256PrivateKey, p256PublicKeyHex } from '../p256-key.ts'

/** A new pair: the private key as its 32 bytes, to be sealed and wiped by the caller. */
export function makeKeyPair(curve: Curve): { readonly privateKey: Uint8Array; readonly publicKeyHex: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: curve === 'P-256' ? 'prime256v1' : 'secp256k1' })
  const privateKey = Buffer.from(pair.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  return { privateKey, publicKeyHex: publicKeyHexOf(curve, privateKey) }
}

/** The uncompressed point of a private key, in hexadecimal. */
export const publicKeyHexOf = (curve: Curve, privateKey: Uint8Array): string =>
  curve === 'P-256' ? p256PublicKeyHex(p256PrivateKey(privateKey)) : new SigningKey(hexlify(privateKey)).publicKey.slice(2)

/** r and s over a digest. OpenSSL signs no digest of another hash than its own, and the ledger hashes with Keccak. */
export function signSecp256k1(privateKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const { r, s } = new SigningKey(hexlify(privateKey)).sign(digest)
  return Buffer.from(`${r.slice(2)}${s.slice(2)}`, 'hex')
}
