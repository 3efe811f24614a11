import { formPublication, publicationType } from '@counterfoil/shared/form-profile/publication'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../../domain/authority.ts'
import { signOnce, type SignOncePorts } from '../sign-once.ts'
import { isBroken, newestVersionOf, type KnownForm, type LiveForms } from './live-forms.ts'

interface Ports extends SignOncePorts {
  readonly forms: Pick<LiveForms, 'of' | 'numberOf'>
  readonly fingerprint: (content: string) => string
}

export interface ToldFormProfiles {
  readonly content: string
  readonly etag: string
}

/** What an authority's forms ask for by what its staff published, as verifiers read it: signed with the key of its credentials. What came with the service they know. */
export function tellFormProfiles({ forms, fingerprint, ...signing }: Ports): (authority: Authority) => Promise<ToldFormProfiles> {
  const sign = signOnce(signing, publicationType)
  return async (authority) => {
    const all = forms.of(authority.id)
    const told = { number: forms.numberOf(authority.id), profiles: all.flatMap(profileOf), withdrawn: all.filter(isHidden).map(({ id }) => id) }
    const content = await sign(authority, JSON.stringify(told), (now: EpochSeconds) => formPublication(authority.did, told, now) as unknown as JsonObject)
    return { content, etag: `"${fingerprint(content)}"` }
  }
}

/** What a newer release refuses is told as withdrawn: readers would refuse everything with it, and must not ask with the file that it stood over. */
const isHidden = (form: KnownForm): boolean => form.withdrawn !== null || (isBroken(form) && newestVersionOf(form)?.published != null)

function profileOf(form: KnownForm) {
  const newest = newestVersionOf(form)
  if (form.withdrawn !== null || newest?.published == null || newest.profile === null) return []
  const { profile, version, published } = newest
  return [{ id: form.id, version, publishedAt: published.publishedAt, profile }]
}
