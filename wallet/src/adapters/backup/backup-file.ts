import { sha256 } from '@noble/hashes/sha2.js'
import { joined, strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import { largestBackup, parseBackup, type Backup, type BackupTrouble } from '../../domain/backup.ts'
import { stretchPassphrase, type Cost } from '../lock/passphrase.ts'
import type { LockParts } from '../lock/open-raw.ts'
import { keyOfSecret, randomBytes, type Bytes } from '../lock/wrapped-key.ts'

/*
 * What is in a file, one after the other. Everything before the encrypted part is bound into it; the digest at the end tells a
 * damaged file from a wrong passphrase, and is no secret. Whatever a later version changes, the first eight bytes and the digest stay.
 */
const magic = utf8('cfwallet')
const presentVersion = 1
const [saltLength, ivLength, digestLength, tagLength] = [16, 12, 32, 16]
const costAt = magic.length + 2
const saltAt = costAt + 12
const ivAt = saltAt + saltLength
const headerLength = ivAt + ivLength

/** The length tells next to nothing of how much a wallet holds. */
const step = 16 * 1024

type Parts = Pick<LockParts, 'stretch' | 'cost'>

const keyFor = async ({ stretch }: Pick<Parts, 'stretch'>, passphrase: string, salt: Bytes, cost: Cost): Promise<CryptoKey> => keyOfSecret(await stretchPassphrase(stretch, passphrase, salt, cost), 'backup')

function headerOf({ m, t, p }: Cost, salt: Bytes, iv: Bytes): Bytes {
  const header = new Uint8Array(headerLength)
  const numbers = new DataView(header.buffer)
  header.set(magic)
  numbers.setUint16(magic.length, presentVersion)
  for (const [place, value] of [m, t, p].entries()) numbers.setUint32(costAt + 4 * place, value)
  header.set(salt, saltAt)
  header.set(iv, ivAt)
  return header
}

/** What a file may ask of whoever opens it: a made-up one shall not hold a telephone for an hour, or take all its memory. */
function costIn(header: Bytes): Cost | null {
  const numbers = new DataView(header.buffer, header.byteOffset)
  const [m, t, p] = [numbers.getUint32(costAt), numbers.getUint32(costAt + 4), numbers.getUint32(costAt + 8)]
  return p >= 1 && p <= 4 && t >= 1 && t <= 10 && m >= 8 * p && m <= 262_144 ? { m, t, p } : null
}

const isSame = (one: Bytes, other: Bytes): boolean => one.length === other.length && one.every((byte, index) => byte === other[index])

/** A backup as a file that its passphrase opens, and nothing else: AES-256-GCM under a key by Argon2id. */
export async function writeBackup(parts: Parts, backup: Backup, passphrase: string): Promise<Bytes> {
  const text = utf8(JSON.stringify(backup))
  const padded = new Uint8Array(Math.ceil((text.length + 1) / step) * step).fill(0x20)
  padded.set(text)
  const [salt, iv] = [randomBytes(saltLength), randomBytes(ivLength)]
  const header = headerOf(parts.cost, salt, iv)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: header }, await keyFor(parts, passphrase, salt, parts.cost), padded)
  const body = joined([header, new Uint8Array(sealed)])
  return new Uint8Array(joined([body, sha256(body)]))
}

/** Opens a file that is said to be a backup. */
export async function readBackup(parts: Pick<Parts, 'stretch'>, file: Bytes, passphrase: string): Promise<Backup | BackupTrouble> {
  if (file.length > largestBackup) return 'huge'
  if (!isSame(file.slice(0, magic.length), magic)) return 'foreign'
  const body = file.slice(0, -digestLength)
  if (file.length < headerLength + tagLength + digestLength || !isSame(sha256(body), file.slice(-digestLength))) return 'damaged'
  const header = body.slice(0, headerLength)
  const version = new DataView(header.buffer).getUint16(magic.length)
  if (version > presentVersion) return 'newer'
  const cost = costIn(header)
  if (version < presentVersion || cost === null) return 'damaged'
  const key = await keyFor(parts, passphrase, header.slice(saltAt, ivAt), cost)
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: header.slice(ivAt), additionalData: header }, key, body.slice(headerLength)).catch(() => null)
  return opened === null ? 'wrong_passphrase' : (backupIn(new Uint8Array(opened)) ?? 'damaged')
}

function backupIn(bytes: Bytes): Backup | null {
  try {
    return parseBackup(JSON.parse(strictUtf8(bytes)))
  } catch {
    return null
  }
}
