import type { JsonWebKey } from 'node:crypto'
import type { Marker } from './canary/writings.ts'
import type { KnownNetwork } from './reading/network-file.ts'

/** An answer that somebody outside noted when it came: it must be found again whatever happened since. */
export type Acknowledged =
  | { readonly what: 'offered'; readonly offer: string }
  | { readonly what: 'issued' | 'revoked' | 'suspended'; /** Whose list it is. */ readonly authority: string; readonly list: number; readonly index: number }
  | { readonly what: 'begun' | 'answered'; readonly transaction: string }

/** What there is to look at, and how. What is null is not here, or not to be seen from here. */
export interface Deployment {
  /** The issuer's database file. */
  readonly issuer: string | null
  /** The verifier's database file. */
  readonly verifier: string | null
  /** Files of identities and keys: Veramo's tables. */
  readonly keyStores: readonly string[]
  /** Any other database: an outbox, say. */
  readonly otherStores?: readonly string[]
  readonly network: KnownNetwork | null
  /** The folder with a log for each program. */
  readonly logs: string | null
  /** Where JSON-RPC answers for the ledger. */
  readonly ledger: string | null
  /** What the local ledger is made again from. */
  readonly ledgerJournal: string | null
  /** Seconds since 1970 by the clock of the services; for one that is stopped, when it last wrote. */
  readonly now: number
  /** How long after its time a thing may still be there: a service sweeps twice a minute. */
  readonly grace: number
  readonly fetch: (url: string) => Promise<Response>
  /** Public keys of status lists by key id, where the network file has no certificates of them. */
  readonly statusKeys?: ReadonlyMap<string, JsonWebKey>
  /** Values that were put in as claims and may be found nowhere. */
  readonly markers: readonly Marker[]
  /** Where they are looked for: files and folders. */
  readonly searched: readonly string[]
  readonly acknowledged: readonly Acknowledged[] | null
}
