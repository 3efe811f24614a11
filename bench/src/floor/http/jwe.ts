import { createCipheriv, createDecipheriv, createSecretKey, diffieHellman, generateKeyPairSync, hash, randomBytes, type KeyObject } from 'node:crypto'
import { importKey } from '../es256.ts'

const algorithms = { A128GCM: 'aes-128-gcm', A256GCM: 'aes-256-gcm' } as const
type Encryption = keyof typeof algorithms

export interface PublicPoint {
  readonly x: string
  readonly y: string
}

/** Concat KDF with nobody named. @see RFC 7518, section 4.6.2 */
function contentKey(secret: Buffer, enc: Encryption): KeyObject {
  const bits = enc === 'A128GCM' ? 128 : 256
  const block = hash('sha256', Buffer.concat([Buffer.from([0, 0, 0, 1]), secret, Buffer.from([0, 0, 0, 7]), Buffer.from(enc), Buffer.alloc(10), Buffer.from([bits >> 8, bits & 255])]), 'buffer')
  return createSecretKey(block.subarray(0, bits / 8))
}

export function encryptTo({ x, y }: PublicPoint, text: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const header = Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', epk: publicKey.export({ format: 'jwk' }) })).toString('base64url')
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', contentKey(diffieHellman({ privateKey, publicKey: importKey(x, y) }), 'A256GCM'), iv)
  cipher.setAAD(Buffer.from(header))
  const sealed = cipher.update(text, 'utf8', 'base64url') + cipher.final('base64url')
  return `${header}..${iv.toString('base64url')}.${sealed}.${cipher.getAuthTag().toString('base64url')}`
}

export function decryptWith(privateKey: KeyObject, jwe: string): string {
  const [header = '', , iv = '', ciphertext = '', tag = ''] = jwe.split('.')
  const { enc, epk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly enc: Encryption; readonly epk: PublicPoint }
  const decipher = createDecipheriv(algorithms[enc], contentKey(diffieHellman({ privateKey, publicKey: importKey(epk.x, epk.y) }), enc), Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(header))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return decipher.update(ciphertext, 'base64url', 'utf8') + decipher.final('utf8')
}
