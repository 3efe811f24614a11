import { deriveKey, open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'

/** Seals text for one purpose under a key of each authority's own. */
export function sealedText(serviceSecret: string, purpose: string) {
  const keyOf = (authority: string): Uint8Array => deriveKey(serviceSecret, `${purpose} of ${authority}`)
  return {
    seal: (authority: string, text: string, context: string): string => Buffer.from(seal(keyOf(authority), utf8(text), context)).toString('base64url'),
    /** Null for what wasn't sealed here, for this authority and in this context. */
    open: (authority: string, sealed: string, context: string): string | null => {
      try {
        return strictUtf8(open(keyOf(authority), Buffer.from(sealed, 'base64url'), context))
      } catch (error) {
        if (error instanceof SealBroken) return null
        throw error
      }
    },
  }
}
