import { deriveText, keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey, open, seal } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import { hash } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { TransactionId } from '../domain/deferred-issuance.ts'
import type { DeferralSeals } from '../ports.ts'
import { namingType } from './tokens-of-types.ts'

const keyOf = (transaction: TransactionId): Uint8Array => deriveKey(transaction, 'deferred keys')
const nonceLength = 20

/** What follows from a transaction id, as what follows from a code does. */
export const deferralSeals: DeferralSeals = {
  transactionId: (token, offer) => namingType(token, keyedHash(token, `transaction ${offer}`)) as TransactionId,
  lookupOf: (transaction) => deriveText(transaction, 'look-up'),
  nonceOf: (lookup) => hash('sha256', `deferred ${lookup}`, 'buffer').subarray(0, nonceLength),
  seal: (transaction, offer, keys) => seal(keyOf(transaction), utf8(JSON.stringify(keys)), `keys ${offer}`),
  open: (transaction, offer, sealed) => JSON.parse(strictUtf8(open(keyOf(transaction), sealed, `keys ${offer}`))) as P256PublicJwk[],
}
