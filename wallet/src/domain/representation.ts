import { isJsonObject, type Bilingual } from '@counterfoil/shared/kernel/json'
import { namedValue, type HeldCredential } from './held-credential.ts'

const roles = ['parent', 'carer', 'deputy'] as const
export type Role = (typeof roles)[number]

/** For whom a credential lets the citizen act, and as what. */
export interface Representation {
  readonly person: string
  /** Null for a role of which only its issuer's own name is known. */
  readonly role: Role | null
  readonly roleName: Bilingual | null
}

/** Of a credential that says whom its holder represents; null of every other. */
export function representationIn({ claims: { represented, role }, labels }: Pick<HeldCredential, 'claims' | 'labels'>): Representation | null {
  if (!isJsonObject(represented) || typeof role !== 'string') return null
  const person = [represented['given_name'], represented['family_name']].filter((name) => typeof name === 'string').join(' ')
  if (person === '') return null
  const { valueName = null } = namedValue(role, labels.find(({ path }) => path.length === 1 && path[0] === 'role')?.values)
  return { person, role: roles.find((known) => known === role) ?? null, roleName: valueName }
}
