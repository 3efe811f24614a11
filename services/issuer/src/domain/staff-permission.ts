import { staffRoles, type StaffMember, type StaffRole } from './staff-member.ts'

/** What can be allowed in the console, and to whom. Every route of staff names one of these. */
const rolesOf = {
  /** What everybody has who is signed in: the start page, one's own sessions, checking a print. */
  home: staffRoles,
  /** Look at people, offers and credentials. */
  cases: ['caseworker', 'approver', 'auditor'],
  /** Make offers, and withdraw them. */
  offers: ['caseworker', 'approver'],
  /** Suspend, reinstate, revoke and renew. */
  status: ['caseworker', 'approver'],
  prints: ['caseworker', 'approver'],
  /** Prepare what concerns many, and run it once it is approved. */
  bulk: ['caseworker', 'approver'],
  /** See what waits for a second person, and withdraw what one asked for. */
  approvals: ['caseworker', 'approver', 'catalogue-editor', 'auditor', 'authority-admin'],
  approve: ['approver', 'authority-admin'],
  'break-glass': ['authority-admin'],
  audit: ['auditor', 'authority-admin'],
  /** Erasure and access requests. */
  requests: ['caseworker', 'approver', 'authority-admin'],
  catalogue: ['catalogue-editor'],
  /** The network, jobs, and how the service does. */
  operations: ['operator', 'authority-admin'],
  /** Sessions of others of the same authority. */
  staff: ['authority-admin'],
} as const satisfies Record<string, readonly StaffRole[]>

export type Permission = keyof typeof rolesOf

export const permissions = Object.keys(rolesOf) as readonly Permission[]

export const rolesWith = (permission: Permission): readonly StaffRole[] => rolesOf[permission]

export const may = ({ roles }: Pick<StaffMember, 'roles'>, permission: Permission): boolean => rolesWith(permission).some((role) => roles.includes(role))
