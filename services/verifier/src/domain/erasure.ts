import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ErasableThing, ErasureReceipt, KeptThing } from '@counterfoil/shared/oid4vp/erasure'
import type { TransactionId } from './presentation.ts'

/** Where an authority takes requests to erase. */
export const erasureEndpointOf = (verifierUrl: string, authority: string): string => `${verifierUrl}/${authority}/erasures`

/** A presentation that its citizen may have erased, as the handle in their wallet names it. */
export interface ErasablePresentation {
  readonly authority: string
  readonly transactionId: TransactionId
  /** By which the form's server knows it: of a hosted page, the page's own. */
  readonly toldAs: TransactionId
  readonly form: string
  readonly sharedAt: EpochSeconds
  readonly isSandbox: boolean
}

/** What came of the first request to erase one presentation; a later one changes nothing of it. */
export interface Erasure {
  readonly at: EpochSeconds
  readonly erased: readonly ErasableThing[]
  /** Whether somebody of the council's hears of it by a webhook. */
  readonly isTold: boolean
}

/** That a check was made, and that it was erased. Neither names a person, and a council has to show both. */
const kept: readonly KeptThing[] = [
  { what: 'check_without_digests', basis: 'uk_gdpr_17_3_b' },
  { what: 'erasure_record', basis: 'uk_gdpr_5_2' },
]

/** The claims of a receipt, as JSON. */
export const erasureReceipt = (asked: { readonly issuer: string; readonly handleHash: string }, { form, sharedAt }: ErasablePresentation, { at, erased, isTold }: Erasure): string =>
  JSON.stringify({ iss: asked.issuer, iat: at, handle_hash: asked.handleHash, form, shared_at: sharedAt, erased, kept, told: isTold ? ['form_server'] : [] } satisfies ErasureReceipt)
