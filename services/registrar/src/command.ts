import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import type { RotationRules } from './config.ts'
import type { Joining } from './joining.ts'

export const planned = ['accredit', 'withdraw', 'rotate', 'remove-key', 'hand-over', 'join', 'leave'] as const

/** Something that is planned before it is done, by whichever way it was asked. What a command doesn't use says nothing. */
export interface Command extends RotationRules {
  readonly command: string
  /** Id of the authority; empty for all of them. */
  readonly subject: string
  readonly kind: AccreditationKind
  readonly vct: string
  /** Id of the authority for whom lists are signed; empty for other accreditations. */
  readonly listsOf: string
  /** Until when an accreditation is to hold, in seconds since 1970. */
  readonly until: number
  readonly role: JoseRole
  /** The signing key that is meant. */
  readonly kid: string | null
  /** Label, in its custody, of a key that was made there already and is to sign next; null for one to be made. */
  readonly takeOver: string | null
  /** Whether every key that is due is meant. */
  readonly due: boolean
  /** The controller key to be replaced: its address or, on a list, its thumbprint. */
  readonly from: string | null
  /** What somebody who joins tells of themselves. */
  readonly joining: Omit<Joining, 'id'>
}

/** How a controller key is named: by its address on the ledger, on a list by its thumbprint. @see RFC 7638 */
export const controllerName = '^(0x[0-9a-fA-F]{40}|[A-Za-z0-9_-]{43})$'

/** A day as people write it, at noon UTC, in seconds since 1970; NaN for none. */
export const noonOf = (day: string): number => (/^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T12:00:00Z`) / 1000 : Number.NaN)

/** What a key may be called in a module or KMS: it is shown on terminals. */
export const keyLabel = '^[ -~]{1,100}$'
