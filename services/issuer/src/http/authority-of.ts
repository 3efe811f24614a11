import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'

export type AuthorityOf = (parameters: unknown) => Authority

/** The authority that an address names; another's path is simply not there. */
export const authorityIn =
  (authorities: ReadonlyMap<string, Authority>): AuthorityOf =>
  (parameters) => {
    const authority = authorities.get((parameters as { readonly authority: string }).authority)
    if (authority === undefined) throw new Refusal('not_found')
    return authority
  }
