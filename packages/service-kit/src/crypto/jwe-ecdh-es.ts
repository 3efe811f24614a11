import { isUtf8 } from 'node:buffer'
import { createCipheriv, createDecipheriv, createSecretKey, diffieHellman, hash, KeyObject } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { cryptoRandom } from '../system/crypto-random.ts'
import { importP256 } from './es256.ts'
import { freshKeyPair } from './fresh-key-pair.ts'

export type ContentEncryption = 'A128GCM' | 'A256GCM'
const keyBits = { A128GCM: 128, A256GCM: 256 } as const
const ciphers = { A128GCM: 'aes-128-gcm', A256GCM: 'aes-256-gcm' } as const
const nothing = Buffer.alloc(0)

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const firstRound = Buffer.from([0, 0, 0, 1])
const secretLength = 32

/** What is hashed for a content key: the secret stands at its fifth byte. @see RFC 7518, section 4.6.2 */
function keyInput(enc: ContentEncryption, apu: Buffer, apv: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(keyBits[enc])
  return Buffer.concat([firstRound, Buffer.alloc(secretLength), prefixed(Buffer.from(enc)), prefixed(apu), prefixed(apv), length])
}

// Nearly every message names nobody.
const namingNobody = { A128GCM: keyInput('A128GCM', nothing, nothing), A256GCM: keyInput('A256GCM', nothing, nothing) } as const

/** Concat KDF with SHA-256 for one block of key. @see RFC 7518, section 4.6.2 */
function contentKey(secret: Buffer, enc: ContentEncryption, apu: Buffer, apv: Buffer): KeyObject {
  const input = apu.length === 0 && apv.length === 0 ? namingNobody[enc] : keyInput(enc, apu, apv)
  secret.copy(input, firstRound.length)
  const block = hash('sha256', input, 'buffer')
  input.fill(0, firstRound.length, firstRound.length + secretLength)
  // A key object: Node first asks bytes, at some length, whether they are one.
  return createSecretKey(block.subarray(0, keyBits[enc] / 8))
}

interface MessageToEncrypt {
  readonly to: P256PublicJwk | KeyObject
  readonly kid?: string
  readonly plaintext: string
  readonly enc: ContentEncryption
  /** Deflated first, when the other side asked for that. @see RFC 7516, section 4.1.3 */
  readonly zip?: 'DEF'
}

/** Encrypts text to a P-256 key by ECDH-ES, as a compact JWE. @see RFC 7518, section 4.6 */
export function encryptJwe(message: MessageToEncrypt): string {
  const { privateKey, x, y } = freshKeyPair()
  const header = encode({ alg: 'ECDH-ES', enc: message.enc, ...(message.kid === undefined ? {} : { kid: message.kid }), ...(message.zip === undefined ? {} : { zip: message.zip }), epk: { kty: 'EC', crv: 'P-256', x, y } })
  const secret = diffieHellman({ privateKey, publicKey: message.to instanceof KeyObject ? message.to : importP256(message.to) })
  const iv = Buffer.from(cryptoRandom.bytes(12))
  const cipher = createCipheriv(ciphers[message.enc], contentKey(secret, message.enc, nothing, nothing), iv)
  cipher.setAAD(Buffer.from(header))
  const first = message.zip === undefined ? cipher.update(message.plaintext, 'utf8') : cipher.update(deflateRawSync(message.plaintext))
  const ciphertext = Buffer.concat([first, cipher.final()])
  return [header, '', iv.toString('base64url'), ciphertext.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
}

interface JweHeader {
  readonly enc: ContentEncryption
  readonly epk: P256PublicJwk
  readonly apu: Buffer
  readonly apv: Buffer
  readonly isDeflated: boolean
}

/** Canonical, or not at all: one message has one spelling. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new TypeError('base64url')
  return bytes
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new TypeError('UTF-8')
  return bytes.toString('utf8')
}

function parseHeader(segment: string, kid: string | undefined, takesDeflated: boolean): JweHeader {
  const parsed = parseUniqueJson(textOf(bytesOf(segment)))
  if ('fault' in parsed || !isJsonObject(parsed.value)) throw new TypeError('header')
  const header = parsed.value
  const { alg, enc, epk } = header
  if (alg !== 'ECDH-ES' || (enc !== 'A128GCM' && enc !== 'A256GCM')) throw new TypeError('alg or enc')
  // `crit` changes meanings, and compression invites bombs: it is spoken only where a limit stands.
  if ('crit' in header || 'p2c' in header) throw new TypeError('unsupported header')
  if ('zip' in header && !(takesDeflated && header['zip'] === 'DEF')) throw new TypeError('zip')
  if (kid !== undefined && header['kid'] !== kid) throw new TypeError('kid')
  if (!isJsonObject(epk) || epk['kty'] !== 'EC' || epk['crv'] !== 'P-256' || typeof epk['x'] !== 'string' || typeof epk['y'] !== 'string') throw new TypeError('epk')
  const party = (value: unknown): Buffer => bytesOf(typeof value === 'string' ? value : '')
  return { enc, epk: { kty: 'EC', crv: 'P-256', x: epk['x'], y: epk['y'] }, apu: party(header['apu']), apv: party(header['apv']), isDeflated: 'zip' in header }
}

/**
 * Opens a compact JWE made by ECDH-ES for this key; a deflated one only when it is said how many bytes it may become. Refuses
 * everything else with `decryption_failed`.
 */
export function decryptJwe(compact: string, privateKey: KeyObject, kid?: string, largestInflated = 0): string {
  try {
    const [head = '', encryptedKey, iv = '', ciphertext = '', tag = '', ...more] = compact.split('.')
    if (encryptedKey !== '' || more.length > 0 || tag === '') throw new TypeError('not a compact JWE of direct agreement')
    const header = parseHeader(head, kid, largestInflated > 0)
    const nonce = bytesOf(iv)
    if (nonce.length !== 12) throw new TypeError('iv')
    const secret = diffieHellman({ privateKey, publicKey: importP256(header.epk) })
    const decipher = createDecipheriv(ciphers[header.enc], contentKey(secret, header.enc, header.apu, header.apv), nonce, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(head))
    decipher.setAuthTag(bytesOf(tag))
    const plaintext = Buffer.concat([decipher.update(bytesOf(ciphertext)), decipher.final()])
    return textOf(header.isDeflated ? inflateRawSync(plaintext, { maxOutputLength: largestInflated }) : plaintext)
  } catch (cause) {
    throw new Refusal('decryption_failed', { cause })
  }
}
