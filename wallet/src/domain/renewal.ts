import type { HeldCredential } from './held-credential.ts'

const day = 86_400

/** When a credential may be renewed, as its issuer's metadata has it and the wallet's own clock tells: nobody is asked, and nobody learns of it. */
export interface Renewal {
  readonly from: number
  readonly until: number
  readonly isOpen: boolean
}

/** Null for one that doesn't end, whose issuer doesn't say, that is over, or that a newer one of the same type has taken the place of. */
export function renewalOf(held: HeldCredential, others: readonly HeldCredential[], now: number): Renewal | null {
  const { expiresAt: until, renewalDays, standing } = held
  if (until === null || renewalDays === undefined || until <= now || standing.state === 'withdrawn' || standing.state === 'expired') return null
  const isReplaced = others.some(({ vct, issuer, expiresAt, unconfirmed }) => vct === held.vct && issuer.did === held.issuer.did && unconfirmed === undefined && (expiresAt ?? 0) > until)
  if (isReplaced) return null
  // Never before it was collected, as the council's own pages have it.
  const from = Math.max(held.receivedAt, until - renewalDays * day)
  return { from, until, isOpen: from <= now }
}
