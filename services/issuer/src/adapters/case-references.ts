import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { CaseHandle } from '../domain/case-reference.ts'
import type { CaseReferences } from '../ports/council-api.ts'

/** Case references are short and easily guessed: a key of each authority's own makes that of no use to whoever has the table alone, and one authority's hashes strangers to another's. */
export function caseReferences(serviceSecret: string): CaseReferences {
  const keys = new Map<string, string>()
  const keyOf = (authority: string): string => {
    const key = keys.get(authority) ?? toBase64Url(deriveKey(serviceSecret, `case references of ${authority}`))
    keys.set(authority, key)
    return key
  }
  return { handleOf: (authority, reference) => keyedHash(keyOf(authority), reference) as CaseHandle }
}
