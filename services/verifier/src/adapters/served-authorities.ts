import type { CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Askers, Forms } from '../ports.ts'
import { apiKeys, type ReadApiKey } from './api-keys.ts'
import { currentAskers, type AskingPapers, type RequestSigner } from './askers.ts'

/** What may change while the service runs: an authority joins, or has its key changed. */
export interface ServingNow {
  readonly network: AnyNetwork
  readonly apiKeyDigests: Readonly<Record<string, unknown>>
}

/** Everything that depends on which authorities there are. */
export interface ServedAuthorities {
  readonly forms: Forms
  readonly askers: Askers
  readonly scopeOf: ReadApiKey
  readonly letterOf: (authority: string) => string
  readonly nameOf: (authority: string) => Bilingual | null
  readonly authorities: () => readonly NetworkAuthority[]
  /** Serves what there is now. Rejects, and changes nothing, when something of it can't be used. */
  readonly take: (now: ServingNow) => Promise<void>
}

interface Served {
  readonly authorities: ReadonlyMap<string, NetworkAuthority>
  readonly forms: Forms
  readonly askers: Askers
  readonly scopeOf: ReadApiKey
}

/** Serves the authorities of a network, and those who join it later. */
export function serveAuthorities(begin: ServingNow, { signers, readForms, papers }: { readonly papers: AskingPapers; readonly signers: CurrentSigners<RequestSigner>; readonly readForms: (authorities: readonly string[]) => Forms }): ServedAuthorities {
  const serve = ({ network, apiKeyDigests }: ServingNow): Served => {
    const authorities = new Map(network.authorities.map((authority) => [authority.id, authority]))
    return { authorities, forms: readForms([...authorities.keys()]), askers: currentAskers(authorities, signers, papers), scopeOf: apiKeys(apiKeyDigests, [...authorities.keys()]) }
  }
  let served = serve(begin)
  return {
    forms: { find: (authority, form) => served.forms.find(authority, form), all: () => served.forms.all() },
    askers: { find: (authority) => served.askers.find(authority), keys: (authority) => served.askers.keys(authority) },
    scopeOf: (authority, key) => served.scopeOf(authority, key),
    authorities: () => [...served.authorities.values()],
    nameOf: (authority) => served.authorities.get(authority)?.name ?? null,
    letterOf: (authority) => served.authorities.get(authority)?.letter ?? '',
    take: async (now) => {
      const next = serve(now)
      await signers.take(now.network.authorities)
      served = next
    },
  }
}
