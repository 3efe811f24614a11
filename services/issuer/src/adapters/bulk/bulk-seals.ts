import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey, open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { strictUtf8, toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { BulkJobId } from '../../domain/bulk/bulk-job.ts'
import type { RowInError } from '../../domain/bulk/bulk-plan.ts'
import { inOneOrder } from '../../domain/catalogue/draft-content.ts'
import type { BulkResult, BulkSeals } from '../../ports/bulk.ts'

/**
 * What a job holds of anybody can be read by one session: the errors of its file by the one that sent it, for they follow from that
 * session's secret, and what the run made by the one that ran it, to whose public key it is sealed. @see docs/decisions/0059-bulk-issuing.md
 */
export const bulkSeals = (random: Random, serviceSecret: string): BulkSeals => ({
  contentHash: sha256Base64Url,
  newSalt: () => random.secret(32),
  // Of authority and client as well as of the key: no system can name another's job.
  idOf: ({ authority, client, key, content }) => hmacHex(toBase64Url(deriveKey(serviceSecret, `bulk jobs of ${authority}`)), JSON.stringify([client, key, content])),
  markOf: (salt, person, type, { claims, to: { link, code } }) => keyedHash(toBase64Url(deriveKey(serviceSecret, `bulk ${salt}`)), JSON.stringify([person, type.id, digestOf(type), claims, ...(link === null && code === null ? [] : [link, code])])),
  sealErrors: (secret, id, errors) => seal(errorKey(secret), utf8(JSON.stringify(errors)), contextOf(id)),
  openErrors: (secret, id, sealed) => {
    try {
      return JSON.parse(strictUtf8(open(errorKey(secret), sealed, contextOf(id)))) as readonly RowInError[]
    } catch (error) {
      if (error instanceof SealBroken) return null
      throw error
    }
  },
  resultKeyOf: (secret, id) => pairOf(secret, id).publicJwk,
  sealResults: (key, results) => encryptJwe({ to: key, plaintext: JSON.stringify(results), enc: 'A256GCM' }),
  openResults: (secret, id, sealed) => {
    try {
      return JSON.parse(decryptJwe(sealed, pairOf(secret, id).privateKey)) as readonly BulkResult[]
    } catch (error) {
      if (error instanceof Refusal) return null
      throw error
    }
  },
})

const digests = new WeakMap<CredentialType, string>()

/** Of a whole type, and so another one for each edition: made once for all rows that are of it. */
function digestOf(type: CredentialType): string {
  const known = digests.get(type)
  if (known !== undefined) return known
  const digest = sha256Base64Url(inOneOrder(type as unknown as JsonObject))
  digests.set(type, digest)
  return digest
}

const hmacHex = (key: string, text: string): BulkJobId => Buffer.from(keyedHash(key, text), 'base64url').subarray(0, 16).toString('hex') as BulkJobId

const contextOf = (id: BulkJobId): string => `bulk errors ${id}`
const errorKey = (secret: string): Uint8Array => deriveKey(secret, 'bulk errors')

/** A key pair that follows from a session and a job: the private half is nowhere, and there again with the session's next request. */
function pairOf(secret: string, id: BulkJobId): { readonly privateKey: KeyObject; readonly publicJwk: P256PublicJwk } {
  // Of 2^32 numbers of this length one is no key of the curve: then the next one is taken.
  for (let attempt = 0; ; attempt += 1) {
    const number = deriveKey(secret, `bulk results ${id} ${attempt}`)
    const curve = createECDH('prime256v1')
    try {
      curve.setPrivateKey(number)
    } catch {
      continue
    }
    const point = curve.getPublicKey()
    const publicJwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } as const
    return { privateKey: createPrivateKey({ format: 'jwk', key: { ...publicJwk, d: toBase64Url(number) } }), publicJwk }
  }
}
