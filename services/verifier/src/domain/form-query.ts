import { metaOf, pathIn, type FormMeta, type NamedType } from './form-format.ts'
import type { FormProfile } from './form-profile.ts'

/** The DCQL query of a form: one credential, its claims, and the sets of claims that the form can do with. */
export interface FormQuery {
  readonly credentials: readonly [FormCredentialQuery]
}

interface AnyFormQuery {
  readonly id: string
  readonly claims: readonly { readonly id: string; readonly path: readonly string[] }[]
  readonly claim_sets?: readonly (readonly string[])[]
}

export type FormCredentialQuery = AnyFormQuery & FormMeta

/** Every way of leaving claims out, fewest left out first; a claim the person may withhold goes after one the credential may lack. */
function waysToLeaveOut(ids: readonly string[]): string[][] {
  const ways = Array.from({ length: 2 ** ids.length }, (_, choice) => ids.filter((_id, position) => (choice >> position) & 1))
  return ways.sort((one, other) => one.length - other.length)
}

/** The query of a form, in the format that it wants. A wallet answers it with the first claim set that the credential and the person allow. @see OpenID4VP 1.0, section 6.4.1 */
export function formQuery(profile: FormProfile, { vct, type }: { readonly vct: string; readonly type: NamedType }): FormQuery {
  const { id, format = 'dc+sd-jwt' } = profile.credential
  const claims = profile.claims.map((claim) => ({ id: claim.id, path: pathIn(format, type, claim.path) ?? claim.path }))
  const spare = [...profile.claims].filter(({ need }) => need === 'if_held').concat(profile.claims.filter(({ need }) => need === 'optional'))
  const sets = waysToLeaveOut(spare.map((claim) => claim.id)).map((left) => claims.map((claim) => claim.id).filter((one) => !left.includes(one)))
  const asked = { id, ...metaOf(format, type, vct), claims }
  return { credentials: [sets.length > 1 ? { ...asked, claim_sets: sets } : asked] }
}
