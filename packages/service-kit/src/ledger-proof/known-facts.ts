import type { Network } from '@counterfoil/shared/network/network'

/** Who asked for a transaction, and why, by an outbox and by the audit log. */
export interface Told {
  readonly key: string
  readonly actor: string
  readonly reason: string
  /** Whether the audit log has the entries of it: that it was queued, and sent as this transaction. */
  readonly inAudit: boolean
}

/** Everything about organisations that a deployment knows, and by which calldata may be explained. Addresses are in lower case. */
export interface KnownFacts {
  readonly network: Network
  /** Ids of types with their versions, as they stand in a `vct`. */
  readonly types: readonly { readonly id: string; readonly version: number }[]
  /** Public keys in custody, in hexadecimal: `credential key of aldermoor`. */
  readonly signingKeys: ReadonlyMap<string, string>
  /** Addresses of controller keys and gas accounts in custody: whose. */
  readonly controllers: ReadonlyMap<string, string>
  readonly gasAccounts: ReadonlyMap<string, string>
  /** Hash of the entry of a log; hexadecimal. */
  auditEntry(log: string, number: number): Promise<string | null>
  /** SHA-256 of an authority's statement about its status lists; hexadecimal. */
  listStatement(authority: string, number: number): Promise<string | null>
  /** By hash of the transaction. */
  readonly told: ReadonlyMap<string, Told>
}
