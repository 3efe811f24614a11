import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { ApproverOf } from '../../ports/approvals.ts'

/** The numbers by which councils know their staff stand in no table: a keyed hash is enough to tell two accounts of one person. */
export function approversOf(serviceSecret: string): ApproverOf {
  const key = toBase64Url(deriveKey(serviceSecret, 'persons among staff'))
  return ({ authority, subject, person = subject }) => ({ subject, person: keyedHash(key, JSON.stringify([authority, person])) })
}
