import { seconds, type Branded, type Seconds } from '@counterfoil/shared/kernel/branded'

/** In the staff member's cookie alone; the database knows its hash. */
export type SessionSecret = Branded<string, 'SessionSecret'>

/** What the council's own sign-in can make of somebody; what each may do stands in `staff-permission.ts`. */
export const staffRoles = ['caseworker', 'approver', 'catalogue-editor', 'auditor', 'operator', 'authority-admin'] as const
export type StaffRole = (typeof staffRoles)[number]

/** Someone who works for one authority, as the council's own sign-in says. */
export interface StaffMember {
  readonly subject: string
  readonly name: string
  readonly authority: string
  /** By what the provider knows the human being, where one may have several accounts; their account itself where it doesn't say. */
  readonly person?: string
  /** None for what the service does by itself. */
  readonly roles: readonly StaffRole[]
}

export const idleLimit: Seconds = seconds(15 * 60)
export const sessionLimit: Seconds = seconds(8 * 60 * 60)
