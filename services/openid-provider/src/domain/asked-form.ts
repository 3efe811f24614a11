import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** What the Purpose Register says of one form, as far as a sign-in needs it. */
export interface AskedForm {
  readonly title: Bilingual
  readonly purpose: Bilingual
  readonly isForOtherDevices: boolean
  /** Whether every credential of it proves whose it is: by a copy anybody would sign in. */
  readonly isBoundToHolder: boolean
  readonly claims: readonly AskedClaim[]
}

export interface AskedClaim {
  /** Within its credential. */
  readonly path: readonly string[]
  readonly label: Bilingual
  /** Fields of the form that it fills. */
  readonly fields: readonly string[]
}
