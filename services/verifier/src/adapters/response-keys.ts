import { createPrivateKey, type KeyObject } from 'node:crypto'
import { freshKeptKeyPair } from '@counterfoil/service-kit/crypto/fresh-key-pair'
import { decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { open, seal } from '@counterfoil/service-kit/sealing/seal'
import type { ResponseEncryptionKey } from '@counterfoil/shared/oid4vp/client-metadata'
import type { RequestId } from '../domain/presentation.ts'
import type { ResponseKey, ResponseKeys } from '../ports.ts'

const transactionsOf = (requestId: RequestId): string => `transactions of ${requestId}`
const context = (requestId: RequestId): string => `response key of ${requestId}`

/** Fresh P-256 keys, one for each presentation, wrapped under the service's key. @see HAIP 1.0, section 5 */
export const createResponseKeys = (wrappingKey: Uint8Array): ResponseKeys => ({
  cover: (requestId, text) => seal(wrappingKey, Buffer.from(text), transactionsOf(requestId)),
  uncover: (requestId, covered) => Buffer.from(open(wrappingKey, covered, transactionsOf(requestId))).toString('utf8'),
  make: (requestId) => {
    const { privateKey, x, y, d } = freshKeptKeyPair()
    const publicJwk: ResponseEncryptionKey = { kty: 'EC', crv: 'P-256', kid: requestId, alg: 'ECDH-ES', use: 'enc', x, y }
    return responseKey(publicJwk, seal(wrappingKey, Buffer.from(d, 'base64url'), context(requestId)), privateKey)
  },
  unwrap: (requestId, publicJwk, wrapped) => {
    const d = Buffer.from(open(wrappingKey, wrapped, context(requestId))).toString('base64url')
    const { kty, crv, x, y } = publicJwk
    return responseKey(publicJwk, wrapped, createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' }))
  },
})

const responseKey = (publicJwk: ResponseEncryptionKey, wrapped: Uint8Array, privateKey: KeyObject): ResponseKey => ({
  publicJwk,
  wrapped,
  open: (jwe) => decryptJwe(jwe, privateKey, publicJwk.kid),
})
