import type { Language } from '@counterfoil/ui/words'
import type { StaffMember } from '../domain/staff-member.ts'
import { may, type Permission } from '../domain/staff-permission.ts'
import { frameWords } from './words/frame.ts'

/** The parts of the console, as its navigation shows them to whoever may use them. */
const sections = {
  overview: { href: '/staff/overview', permission: 'home' },
  people: { href: '/staff/people', permission: 'cases' },
  caseload: { href: '/staff/caseload', permission: 'cases' },
  bulk: { href: '/staff/bulk', permission: 'bulk' },
  prints: { href: '/staff/prints', permission: 'home' },
  approvals: { href: '/staff/approvals', permission: 'approvals' },
  requests: { href: '/staff/requests', permission: 'requests' },
  audit: { href: '/staff/audit', permission: 'audit' },
  catalogue: { href: '/staff/catalogue', permission: 'catalogue' },
  network: { href: '/staff/network', permission: 'operations' },
} as const satisfies Record<string, { readonly href: string; readonly permission: Permission }>

export type Section = keyof typeof sections

const sectionsOf = (staff: StaffMember): readonly Section[] => (Object.keys(sections) as readonly Section[]).filter((section) => may(staff, sections[section].permission))

export const navigationOf = (staff: StaffMember, language: Language, here: Section | null) => sectionsOf(staff).map((section) => ({ text: frameWords[language][section], href: sections[section].href, active: section === here }))

/** Where somebody begins who has just signed in. */
export const firstPageOf = (staff: StaffMember): string => sections[sectionsOf(staff)[0] ?? 'overview'].href
