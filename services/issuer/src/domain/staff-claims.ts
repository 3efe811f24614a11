import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { staffRoles, type StaffMember, type StaffRole } from './staff-member.ts'

/** What a group of the provider, or an application role, stands for here. */
export interface StaffGroup {
  readonly authority: string
  readonly roles: readonly StaffRole[]
}

/** By the values that the provider puts into `groups` and `roles`: with Entra ID, the object ids of groups. */
export type StaffGroups = ReadonlyMap<string, StaffGroup>

type Claims = Readonly<Record<string, unknown>>

const isStaffRole = (value: string): value is StaffRole => (staffRoles as readonly string[]).includes(value)
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

/**
 * Who somebody is by what the provider says of them; null where that can't be read. Refuses `no_role`, `groups_left_out` and
 * `several_authorities`. Without groups of ours, the provider names our roles in `roles` and the authority in `counterfoil_authority`.
 */
export function staffFromClaims(claims: Claims, groups: StaffGroups | null): StaffMember | null {
  const { sub, name, counterfoil_person: person } = claims
  if (typeof sub !== 'string' || sub === '') return null
  const { authority, roles } = groups === null ? asNamed(claims) : asMapped(claims, groups)
  if (roles.length === 0) throw new Refusal('no_role')
  return { subject: sub, name: typeof name === 'string' && name !== '' ? name : sub, authority, roles: staffRoles.filter((role) => roles.includes(role)), ...(typeof person === 'string' && person !== '' ? { person } : {}) }
}

function asNamed({ counterfoil_authority: authority, roles }: Claims): StaffGroup {
  return { authority: typeof authority === 'string' ? authority : '', roles: typeof authority === 'string' ? texts(roles).filter(isStaffRole) : [] }
}

function asMapped(claims: Claims, groups: StaffGroups): StaffGroup {
  const found = [...texts(claims['groups']), ...texts(claims['roles'])].flatMap((value) => groups.get(value) ?? [])
  const [first] = found
  if (first === undefined) {
    if (leavesGroupsOut(claims)) throw new Refusal('groups_left_out')
    return { authority: '', roles: [] }
  }
  // Whose cases they see must not hang on an order of groups that nobody sees.
  if (found.some(({ authority }) => authority !== first.authority)) throw new Refusal('several_authorities')
  return { authority: first.authority, roles: found.flatMap(({ roles }) => roles) }
}

/** Entra ID tells no groups at all of who is in more than 200, and says so by one of these. */
function leavesGroupsOut({ _claim_names: names, hasgroups }: Claims): boolean {
  return hasgroups === true || hasgroups === 'true' || (typeof names === 'object' && names !== null && Object.hasOwn(names, 'groups'))
}
