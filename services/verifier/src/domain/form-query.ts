import type { FormProfile } from './form-profile.ts'

/** The DCQL query of a form: one credential, its claims, and the sets of claims that the form can do with. */
export interface FormQuery {
  readonly credentials: readonly [FormCredentialQuery]
}

export interface FormCredentialQuery {
  readonly id: string
  readonly format: 'dc+sd-jwt'
  readonly meta: { readonly vct_values: readonly string[] }
  readonly claims: readonly { readonly id: string; readonly path: readonly string[] }[]
  readonly claim_sets?: readonly (readonly string[])[]
}

/** Every way of leaving claims out, fewest left out first; a claim the person may withhold goes after one the credential may lack. */
function waysToLeaveOut(ids: readonly string[]): string[][] {
  const ways = Array.from({ length: 2 ** ids.length }, (_, choice) => ids.filter((_id, position) => (choice >> position) & 1))
  return ways.sort((one, other) => one.length - other.length)
}

/** The query of a form. A wallet answers it with the first claim set that the credential and the person allow. @see OpenID4VP 1.0, section 6.4.1 */
export function formQuery(profile: FormProfile, vct: string): FormQuery {
  const claims = profile.claims.map(({ id, path }) => ({ id, path }))
  const spare = [...profile.claims].filter(({ need }) => need === 'if_held').concat(profile.claims.filter(({ need }) => need === 'optional'))
  const sets = waysToLeaveOut(spare.map(({ id }) => id)).map((left) => claims.map(({ id }) => id).filter((id) => !left.includes(id)))
  const asked = { id: profile.credential.id, format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims } as const
  return { credentials: [sets.length > 1 ? { ...asked, claim_sets: sets } : asked] }
}
