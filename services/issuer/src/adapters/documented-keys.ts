import type { KeyObject } from 'node:crypto'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { issuingKey } from '@counterfoil/service-kit/trust/asserting-key'
import type { DidResolver, ResolvedDid } from '@counterfoil/shared/did/did-resolver'
import type { Authority } from '../domain/authority.ts'

export interface DocumentedKey {
  readonly kid: string
  readonly publicKey: KeyObject
}

/** The keys for credentials that the DID document of an authority lists: those too that sign no more, until they end or are removed there. */
export type DocumentedKeys = (authority: Pick<Authority, 'did'>) => Promise<readonly DocumentedKey[]>

/** As they were last known while the document can't be had; none before that. Throws nothing. */
export function documentedKeys({ resolver, logger }: { readonly resolver: DidResolver; readonly logger: Pick<Logger, 'warn'> }): DocumentedKeys {
  const lastKnown = new Map<string, readonly DocumentedKey[]>()
  const away = new Set<string>()
  return async ({ did }) => {
    try {
      const resolved = await resolver.resolve(did)
      lastKnown.set(did, resolved === null ? [] : keysOf(resolved.value))
      away.delete(did)
    } catch (error) {
      if (!away.has(did)) logger.warn({ err: error, did }, 'an own DID document can not be read: the keys that it listed stay published')
      away.add(did)
    }
    return lastKnown.get(did) ?? []
  }
}

const keysOf = (resolved: ResolvedDid): readonly DocumentedKey[] =>
  resolved.document.assertionMethod.flatMap((kid) => {
    const publicKey = issuingKey(resolved, kid)
    return publicKey === null ? [] : [{ kid, publicKey }]
  })
