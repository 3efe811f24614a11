import { deriveKey, open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { SessionSecret } from '../domain/staff-member.ts'

/** Text for one purpose as an address may carry it: only the session that made it can read it. Addresses are remembered and logged. */
export function sealedInAddress(context: string) {
  const keyOf = (secret: SessionSecret): Uint8Array => deriveKey(secret, `${context} of staff`)
  return {
    seal: (secret: SessionSecret, text: string): string => Buffer.from(seal(keyOf(secret), utf8(text), context)).toString('base64url'),
    /** Null for what this session didn't make. */
    open: (secret: SessionSecret, sealed: unknown): string | null => {
      if (typeof sealed !== 'string') return null
      try {
        return strictUtf8(open(keyOf(secret), Buffer.from(sealed, 'base64url'), context))
      } catch (error) {
        if (error instanceof SealBroken) return null
        throw error
      }
    },
  }
}
