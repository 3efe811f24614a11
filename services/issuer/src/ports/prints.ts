import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ReadPrint } from '@counterfoil/shared/print/signed-print'
import type { Authority } from '../domain/authority.ts'
import type { Counterfoil, CounterfoilId, StatusPlace } from '../domain/counterfoil.ts'
import type { PrintReference } from '../domain/signed-print.ts'

/** Prints of credentials, each with a place of its own in the status lists beside its credential's. */
export interface Prints {
  /** Takes a status index for another print of a counterfoil that stands, and tells the audit: all or nothing. Refuses `conflict` for one that stands no more. */
  add(authority: string, print: { readonly counterfoil: CounterfoilId; readonly reference: PrintReference; readonly actor: string; readonly now: EpochSeconds }): Promise<StatusPlace>
  /** The counterfoil that a print was made of; null when this authority made no such print. */
  find(authority: string, reference: PrintReference): Promise<Counterfoil | null>
}

/** Whom a print names as its issuer, once its signature was verified and the consortium believed. */
export interface PrintIssuer {
  readonly did: string
  readonly name: Bilingual
}

/**
 * What is known of the issuers of prints, this service's own and every other's. Each refuses as judging a presentation does:
 * `credential_invalid`, `issuer_not_trusted`, `issuer_key_revoked`, `status_unavailable`, `ledger_unavailable` among others.
 */
export interface PrintFactsAt {
  /** Whose print it is: the key is its own, it signed this, and it may issue this type. */
  issuerOf(print: ReadPrint): Promise<PrintIssuer>
  /** What its place in the issuer's status list says now. */
  statusOf(print: ReadPrint): Promise<number>
}

/** Makes up references of prints, and signs prints with the key of an authority's credentials. */
export interface PrintSigner {
  newReference(authority: Authority): PrintReference
  /** The text of the QR code. */
  sign(authority: Authority, print: Omit<ReadPrint, 'signed' | 'issuer' | 'kid'>): Promise<string>
}
