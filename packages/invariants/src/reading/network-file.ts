import { readFileSync } from 'node:fs'

export interface KnownKey {
  readonly kid: string
  readonly x5c: readonly string[]
}

/** One authority, as far as a look from outside needs it. */
export interface KnownAuthority {
  readonly id: string
  readonly did: string
  /** First character of its typed codes. */
  readonly letter: string
  readonly issuerUrl: string
  readonly verifierUrl: string
  readonly keys: { readonly status: KnownKey & { readonly next?: KnownKey } }
}

export interface KnownNetwork {
  /** Undefined in a network that trusts by a signed list. */
  readonly ledger?: { readonly rpcUrl: string } | undefined
  readonly trust?: { readonly kind: string }
  readonly authorities: readonly KnownAuthority[]
}

/** Reads the public facts that every service is told. Throws with one sentence. */
export function readNetworkFile(file: string): KnownNetwork {
  try {
    const network = JSON.parse(readFileSync(file, 'utf8')) as Partial<KnownNetwork>
    if ((typeof network.ledger?.rpcUrl === 'string' || network.trust?.kind === 'signed-list') && Array.isArray(network.authorities)) return network as KnownNetwork
  } catch {
    // The same sentence as for a file that lacks its parts.
  }
  throw new Error(`The file ${file} is no network file.`)
}
