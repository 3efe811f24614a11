import type { Bilingual } from '../kernel/json.ts'

/** Where the ledger is and which identity on it governs the network. */
export interface NetworkLedger {
  readonly rpcUrl: string
  readonly chainId: number
  /** Address of the ERC-1056 registry, 0x-prefixed. */
  readonly registry: string
  /** Keccak-256 of the registry's program, 0x-prefixed; that of the published contract when it isn't said. */
  readonly registryCode?: string
  /** Seconds without a new block at most; not said for a ledger that makes blocks only when there is something to write. */
  readonly longestSilence?: number
  /** DID of the consortium, which accredits authorities. */
  readonly consortium: string
}

/** How the consortium's identity is governed: by a Safe of its authorities. */
export interface NetworkGovernance {
  /** Address of the Safe that owns the consortium's identity, 0x-prefixed. */
  readonly safe: string
  /** Address of the contract by which it does several things at once. */
  readonly multiSend: string
}

/** A published signing key: the DID URL that names it, and its leaf certificate (base64 DER) under the consortium's CA. */
export interface NetworkKey {
  readonly kid: string
  readonly x5c: readonly string[]
}

/** One authority as every service knows it: public facts only. */
export interface NetworkAuthority {
  readonly id: string
  /** First character of its typed codes. */
  readonly letter: string
  readonly name: Bilingual
  readonly did: string
  readonly issuerUrl: string
  readonly verifierUrl: string
  /** Account that pays for its writes to the ledger and holds its anchors; controls no identity. Absent in older files. */
  readonly gasAccount?: string
  readonly keys: { readonly credential: NetworkKey; readonly status: NetworkKey; readonly request: NetworkKey }
}

/** The network file: written when the network is set up, read by every service at its start. */
export interface Network {
  readonly ledger: NetworkLedger
  /** Absent where the consortium's identity still has its founder's key. */
  readonly governance?: NetworkGovernance
  /** Base of every credential type's `vct`: `${typesUrl}/residency/1`. */
  readonly typesUrl: string
  /** PEM certificates of the consortium's CA. */
  readonly trustAnchors: readonly string[]
  readonly authorities: readonly NetworkAuthority[]
}

/** The `vct` of a catalogue type in this network. @see SD-JWT VC, section 3.2.2.1 */
export const vctOf = (typesUrl: string, type: string, version: number): string => `${typesUrl}/${type}/${version}`
