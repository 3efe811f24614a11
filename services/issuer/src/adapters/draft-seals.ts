import { deriveText, keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey, freshKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { makeOfferCode, secretOfOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { txCodeLength, type AccessToken, type OfferSecret, type PreAuthorizedCode, type TxCode } from '../domain/credential-offer.ts'
import type { DraftSeals } from '../ports.ts'

const secretBytes = 32

/** Derives everything of an offer from its secret: link → code → look-up hash and wrapping key. */
export const draftSeals = (random: Random): DraftSeals => ({
  newSecret: () => random.secret(secretBytes) as OfferSecret,
  newOfferCode: (letter) => makeOfferCode(letter, random),
  secretOf: async (code, issuer) => (await secretOfOfferCode(code, issuer)) as OfferSecret,
  codeOf: (secret) => deriveText(secret, 'pre-authorized code') as PreAuthorizedCode,
  newToken: () => random.secret(secretBytes) as AccessToken,
  newTxCode: () => digits(random, txCodeLength) as TxCode,
  lookupOf: (secret) => deriveText(secret, 'look-up'),
  retryHashOf: (retryKey) => deriveText(retryKey, 'retry'),
  txCodeHash: (code, txCode) => keyedHash(deriveText(code, 'transaction code'), txCode),
  seal: (code, id, claims) => {
    const key = freshKey()
    return { sealedClaims: seal(key, utf8(JSON.stringify(claims)), `claims ${id}`), wrappedKey: seal(wrappingKey(code), key, `key ${id}`) }
  },
  rewrap: (code, token, id, wrappedKey) => seal(wrappingKey(token), open(wrappingKey(code), wrappedKey, `key ${id}`), `key ${id}`),
  open: (token, id, { sealedClaims, wrappedKey }) => {
    const key = open(wrappingKey(token), wrappedKey, `key ${id}`)
    return JSON.parse(strictUtf8(open(key, sealedClaims, `claims ${id}`))) as JsonObject
  },
  notificationId: (token, id) => keyedHash(token, `notification ${id}`),
})

const wrappingKey = (secret: string): Uint8Array => deriveKey(secret, 'draft key')

/** Evenly spread decimal digits: bytes that would favour the low ones are thrown away. */
function digits(random: Random, length: number): string {
  let text = ''
  while (text.length < length) {
    const [byte = 255] = random.bytes(1)
    if (byte < 250) text += String(byte % 10)
  }
  return text
}
