import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import type { RequestEncryptionKey } from '@counterfoil/shared/oid4vci/message-encryption'
import type { MessageEncryption } from '../ports.ts'

const curve = 'prime256v1'
const period = 30 * 24 * 3600
/** What a request may become: more than any wallet needs for a whole batch. */
const largestRequest = 256 * 1024

interface PeriodKey {
  readonly published: RequestEncryptionKey
  readonly privateKey: KeyObject
}

/**
 * Opens what wallets encrypt and encrypts what they get. The keys follow from the service secret, one for each authority and month: every
 * replica has them, and none is stored. Those of the month before still open what older metadata led to.
 */
export function messageEncryption({ serviceSecret, clock }: { readonly serviceSecret: string; readonly clock: Clock }): MessageEncryption {
  const known = new Map<string, PeriodKey>()
  const keyIn = (authority: string, number: number): PeriodKey => {
    const name = `${authority} ${number}`
    const key = known.get(name) ?? deriveKeyPair(serviceSecret, name)
    known.set(name, key)
    return key
  }
  const keysOf = (authority: string): [PeriodKey, PeriodKey] => {
    const number = Math.floor(clock.now() / period)
    return [keyIn(authority, number), keyIn(authority, number - 1)]
  }
  return {
    publicKey: (authority) => keysOf(authority)[0].published,
    open: (authority, compact) => {
      const kid = kidOf(compact)
      const key = keysOf(authority).find(({ published }) => published.kid === kid)
      if (key === undefined) throw new Refusal('invalid_encryption_parameters', { detail: 'unknown kid' })
      try {
        return decryptJwe(compact, key.privateKey, key.published.kid, largestRequest)
      } catch (cause) {
        throw new Refusal('invalid_encryption_parameters', { detail: 'cannot be decrypted', cause })
      }
    },
    encrypt: (content, { jwk, kid, enc, isDeflated }) =>
      encryptJwe({ to: jwk, ...(kid === null ? {} : { kid }), plaintext: JSON.stringify(content), enc, ...(isDeflated ? { zip: 'DEF' } : {}) }),
  }
}

/** A key that follows from a secret: the first derived number that is one. @see NIST SP 800-186, section 3.2.1.3 */
function deriveKeyPair(secret: string, name: string): PeriodKey {
  const ecdh = createECDH(curve)
  for (let turn = 0; ; turn += 1) {
    const number = deriveKey(secret, `request encryption ${name} ${turn}`)
    try {
      ecdh.setPrivateKey(number)
      return keyPairOf(ecdh.getPublicKey(), number)
    } catch (error) {
      // Once in four thousand million times the number is too large for the curve.
      if (turn > 8) throw error
    }
  }
}

function keyPairOf(point: Buffer, number: Uint8Array): PeriodKey {
  const jwk = { kty: 'EC', crv: 'P-256', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33, 65) } as const
  // RFC 7638: the thumbprint, over members in this order.
  const kid = sha256Base64Url(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))
  return { published: { ...jwk, kid }, privateKey: createPrivateKey({ format: 'jwk', key: { ...jwk, d: Buffer.from(number).toString('base64url') } }) }
}

/** Which key a message names; null for what names none. */
function kidOf(compact: string): string | null {
  const text = decodeText(compact.slice(0, Math.max(0, compact.indexOf('.'))))
  const header = text === null ? null : parseUniqueJson(text)
  if (header === null || 'fault' in header || !isJsonObject(header.value)) return null
  const { kid } = header.value
  return typeof kid === 'string' ? kid : null
}
