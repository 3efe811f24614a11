import { seconds, type Branded, type Seconds } from '@counterfoil/shared/kernel/branded'

/** In the staff member's cookie alone; the database knows its hash. */
export type SessionSecret = Branded<string, 'SessionSecret'>

/** Someone who works for one authority, as the council's own sign-in says. */
export interface StaffMember {
  readonly subject: string
  readonly name: string
  readonly authority: string
}

/** Who may issue: the role that the council's sign-in gives. */
export const caseworkerRole = 'caseworker'

export const idleLimit: Seconds = seconds(15 * 60)
export const sessionLimit: Seconds = seconds(8 * 60 * 60)
