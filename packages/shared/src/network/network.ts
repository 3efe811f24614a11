import type { Bilingual } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'

/** Where the ledger is and which identity on it governs the network. */
export interface NetworkLedger {
  /** The node to ask first. */
  readonly rpcUrl: string
  /** Others, asked in their order when it doesn't answer. */
  readonly otherRpcUrls?: readonly string[]
  /** How many nodes must say the same before it is believed; 1 when it isn't said. */
  readonly readQuorum?: number
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

/** Addresses of a ledger's nodes, the one to ask first at the beginning. */
export const nodesOf = ({ rpcUrl, otherRpcUrls = [] }: Pick<NetworkLedger, 'rpcUrl' | 'otherRpcUrls'>): readonly string[] => [rpcUrl, ...otherRpcUrls]

/** Where the consortium's signed list lies, for a network without a ledger. */
export interface NetworkList {
  /** Base of the list's addresses: its head and its entries lie below it. */
  readonly url: string
  /** did:web of the consortium, which names the list. */
  readonly consortium: string
  /** Hash of the list's first entry, base64url: everything on it is believed for its sake. */
  readonly founding: string
}

/** How the consortium's identity is governed: by a Safe of its authorities. */
export interface NetworkGovernance {
  /** Address of the Safe that owns the consortium's identity, 0x-prefixed. */
  readonly safe: string
  /** Address of the contract by which it does several things at once. */
  readonly multiSend: string
  /** Account that pays for what the consortium writes, and anchors the log of that. Absent in older files. */
  readonly gasAccount?: string
}

/** A published signing key: the DID URL that names it, and its leaf certificate (base64 DER) under the consortium's CA. */
export interface NetworkKey {
  readonly kid: string
  readonly x5c: readonly string[]
  /** Published to take its place; absent when no change is under way. */
  readonly next?: NetworkNextKey
}

/** A key that waits for its turn, so that everybody has heard of it by then. */
export interface NetworkNextKey extends Omit<NetworkKey, 'next'> {
  /** Seconds since 1970. */
  readonly signsFrom: number
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

/** What a network has, whatever its trust rests on. */
interface NetworkFacts {
  /** Base of every credential type's `vct`: `${typesUrl}/residency/1`. */
  readonly typesUrl: string
  /** PEM certificates of the consortium's CA. */
  readonly trustAnchors: readonly string[]
  readonly authorities: readonly NetworkAuthority[]
}

/** A network that trusts by a ledger: the network file, written when the network is set up, read by every service at its start. */
export interface Network extends NetworkFacts {
  /** Absent in older files. */
  readonly trust?: { readonly kind: 'erc1056' }
  readonly ledger: NetworkLedger
  /** Absent where the consortium's identity still has its founder's key. */
  readonly governance?: NetworkGovernance
}

/** A network that trusts by a signed list. */
export interface ListNetwork extends NetworkFacts {
  readonly trust: { readonly kind: 'signed-list' } & NetworkList
  readonly ledger?: undefined
}

export type AnyNetwork = Network | ListNetwork

/** What wallets are told of a network: how to know who is who. */
export type NetworkTrust = Pick<Network, 'trust' | 'ledger'> | Pick<ListNetwork, 'trust' | 'ledger'>

/** Somebody who attests verifiers. @see OpenID4VP 1.0, section 12 */
export interface AttesterOfVerifiers {
  /** The `iss` of its attestations. */
  readonly iss: string
  /** What citizens know it by. */
  readonly name: string
  readonly jwks: { readonly keys: readonly P256PublicJwk[] }
}

/** By whom wallets know requesters beyond the network. That somebody is known doesn't say that they may ask. */
export interface KnownRequesters {
  /** PEM certificates of authorities that certify verifiers. */
  readonly anchors: readonly string[]
  readonly attesters: readonly AttesterOfVerifiers[]
}

/** What our own wallet is told. */
export type WalletNetwork = NetworkTrust & {
  /** The network's own anchors; absent from a server of before. */
  readonly trustAnchors?: readonly string[]
  readonly requesters?: KnownRequesters
  /** What the wallet's own server does for it; absent where it hands out files alone. */
  readonly server?: WalletServerServices
}

export interface WalletServerServices {
  /** Whether it attests this wallet to issuers that want that. */
  readonly attests: boolean
  /** Whether it passes on what this wallet encrypts for others' servers. */
  readonly relays: boolean
}

export const isListNetwork = (network: NetworkTrust): network is Pick<ListNetwork, 'trust' | 'ledger'> => network.trust?.kind === 'signed-list'

/** The `vct` of a catalogue type in this network. @see SD-JWT VC, section 3.2.2.1 */
export const vctOf = (typesUrl: string, type: string, version: number): string => `${typesUrl}/${type}/${version}`

/** The catalogue's id of a type, from its `vct`. */
export const typeIdOf = (vct: string): string => vct.split('/').at(-2) ?? vct
