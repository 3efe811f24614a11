import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { inProfile, type Authority } from '../domain/authority.ts'
import { open, type Profile } from '../domain/profile.ts'

export type AuthorityOf = (parameters: unknown) => Authority

/** The authority that an address of a profile names; another's path is simply not there. */
export const authorityIn =
  (authorities: ReadonlyMap<string, Authority>, profile: Profile = open): AuthorityOf =>
  (parameters) => {
    const authority = authorities.get((parameters as { readonly authority: string }).authority)
    if (authority === undefined) throw new Refusal('not_found')
    return inProfile(authority, profile)
  }
