import { hash, timingSafeEqual } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { z } from 'zod'

/** What a key opens: every form of its authority, or some; and whether what it begins is a rehearsal. */
export interface KeyScope {
  /** Null for every form. */
  readonly forms: readonly string[] | null
  readonly isSandbox: boolean
}

/** What a presented key opens at this authority; null when it is none of its keys. */
export type ReadApiKey = (authority: string, key: string) => KeyScope | null

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const shape = z.union([digest, z.array(z.strictObject({ sha256: digest, forms: z.array(z.string().min(1)).min(1).optional(), sandbox: z.boolean().optional() })).min(1).max(200)])

interface KnownKey extends KeyScope {
  readonly digest: Buffer
}

const nobody: KnownKey = { digest: Buffer.alloc(32), forms: [], isSandbox: true }

/**
 * Form servers' keys: a map from authority to the hexadecimal SHA-256 of its key, or to a list of keys each with the forms
 * that it opens; so that the file opens nothing. The comparison takes as long for an unknown authority as for a wrong key.
 */
export function apiKeys(digests: Readonly<Record<string, unknown>>, authorities: readonly string[]): ReadApiKey {
  const known = new Map<string, readonly KnownKey[]>()
  for (const authority of authorities) {
    // One that has just joined may have no form server yet; nobody can ask in its name.
    if (!Object.hasOwn(digests, authority)) continue
    const given = shape.safeParse(digests[authority])
    if (!given.success) throw new ConfigurationError(`The API keys file has no SHA-256 in lower-case hexadecimal for ${authority}, nor a list of them with the forms that each opens.`)
    const keys = typeof given.data === 'string' ? [{ sha256: given.data }] : given.data
    known.set(authority, keys.map(({ sha256, ...scope }) => ({ digest: Buffer.from(sha256, 'hex'), forms: ('forms' in scope ? scope.forms : undefined) ?? null, isSandbox: 'sandbox' in scope && scope.sandbox === true })))
  }
  return (authority, key) => {
    const presented = hash('sha256', key, 'buffer')
    const keys = known.get(authority) ?? [nobody]
    // All are compared, whichever fits.
    const fitting = keys.filter((one) => timingSafeEqual(presented, one.digest) && one !== nobody)
    const [found] = fitting
    return found === undefined ? null : { forms: found.forms, isSandbox: found.isSandbox }
  }
}
