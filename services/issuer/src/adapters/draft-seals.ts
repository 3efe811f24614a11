import { derivationsOf, type Derivations } from '@counterfoil/service-kit/crypto/derivations'
import { deriveText, keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { freshKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { drawCharacters } from '@counterfoil/shared/kernel/typed-characters'
import { makeOfferCode, secretOfOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import type { AccessToken, OfferId, OfferSecret, PreAuthorizedCode, TxCode } from '../domain/credential-offer.ts'
import type { TxCodeShape } from '../domain/tx-code.ts'
import type { CodeSeals, DraftSeals, SealedDraft, TokenSeals } from '../ports.ts'
import { besideOf, namingType, keyNamedBy } from './tokens-of-types.ts'

const secretBytes = 32

/** Derives everything of an offer from its secret: link → code → look-up hash and wrapping key. */
export const draftSeals = (random: Random): DraftSeals => ({
  newSecret: () => random.secret(secretBytes) as OfferSecret,
  newOfferCode: (letter) => makeOfferCode(letter, random),
  secretOf: async (code, issuer) => (await secretOfOfferCode(code, issuer)) as OfferSecret,
  codeOf: (secret) => deriveText(secret, 'pre-authorized code') as PreAuthorizedCode,
  newToken: () => random.secret(secretBytes) as AccessToken,
  // With a space, which no Authorization header can name a token with: a thief who has the token and a proof could derive this, too.
  boundTo: (token, jkt) => `${token} ${jkt}` as AccessToken,
  beside: besideOf,
  madeFor: (token, id) => {
    const key = keyNamedBy(id)
    return key === null ? token : besideOf(token, key)
  },
  newTxCode: ({ inputMode, length }) => (inputMode === 'numeric' ? digits(random, length) : drawCharacters(length, random)) as TxCode,
  retryHashOf: (retryKey) => deriveText(retryKey, 'retry'),
  ofCode: codeSeals,
  ofToken: tokenSeals,
})

const lookupIn = (derivations: Derivations): string => derivations.text('look-up')
const wrappingKeyIn = (derivations: Derivations): Uint8Array => derivations.key('draft key')
const wrap = (wrappingKey: Uint8Array, id: OfferId, key: Uint8Array): Uint8Array => seal(wrappingKey, key, `key ${id}`)
const unwrap = (wrappingKey: Uint8Array, id: OfferId, wrappedKey: Uint8Array): Uint8Array => open(wrappingKey, wrappedKey, `key ${id}`)

function sealUnder(wrappingKey: Uint8Array, id: OfferId, claims: JsonObject): SealedDraft {
  const key = freshKey()
  return { sealedClaims: seal(key, utf8(JSON.stringify(claims)), `claims ${id}`), wrappedKey: wrap(wrappingKey, id, key) }
}

function codeSeals(code: PreAuthorizedCode): CodeSeals {
  const derivations = derivationsOf(code)
  return {
    lookup: lookupIn(derivations),
    txCodeHash: (txCode) => keyedHash(derivations.text('transaction code'), txCode),
    sealTxCode: (id, shape) => seal(wrappingKeyIn(derivations), utf8(JSON.stringify(shape)), `transaction code ${id}`),
    openTxCode: (id, sealed) => JSON.parse(strictUtf8(open(wrappingKeyIn(derivations), sealed, `transaction code ${id}`))) as TxCodeShape,
    seal: (id, claims) => sealUnder(wrappingKeyIn(derivations), id, claims),
    rewrap: (token, id, wrappedKey) => token.wrap(id, unwrap(wrappingKeyIn(derivations), id, wrappedKey)),
  }
}

function tokenSeals(token: AccessToken): TokenSeals {
  const derivations = derivationsOf(token)
  return {
    lookup: lookupIn(derivations),
    wrap: (id, key) => wrap(wrappingKeyIn(derivations), id, key),
    seal: (id, claims) => sealUnder(wrappingKeyIn(derivations), id, claims),
    open: (id, { sealedClaims, wrappedKey }) => {
      const key = unwrap(wrappingKeyIn(derivations), id, wrappedKey)
      return JSON.parse(strictUtf8(open(key, sealedClaims, `claims ${id}`))) as JsonObject
    },
    notificationId: (id) => namingType(token, keyedHash(token, `notification ${id}`)),
  }
}

/** Evenly spread decimal digits: bytes that would favour the low ones are thrown away. */
function digits(random: Random, length: number): string {
  let text = ''
  while (text.length < length) {
    const [byte = 255] = random.bytes(1)
    if (byte < 250) text += String(byte % 10)
  }
  return text
}
