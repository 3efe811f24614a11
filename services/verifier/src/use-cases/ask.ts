import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { responseUriOf, type Presentation } from '../domain/presentation.ts'
import { profileOfForm, responseModeOf, type RequestProfile, type ResponseMode } from '@counterfoil/shared/form-profile/request-profile'
import type { Askers, Forms, PreparedForm, RequestFace } from '../ports.ts'

export interface AskPorts {
  readonly forms: Forms
  readonly askers: Askers
}

/** What is asked by a presentation, of whom, and in whose name: the same whenever it is looked at. */
export interface Asked {
  readonly form: PreparedForm
  readonly profile: RequestProfile
  readonly face: RequestFace
  readonly did: string
  readonly clientId: string
  readonly responseUri: string
  readonly responseMode: ResponseMode
  /** Whom a presentation has to be made for. @see OpenID4VP 1.0, section 14.1.2 and appendix A.4 */
  readonly audience: string
}

/** Null when the form was withdrawn, or the authority has no papers to ask so. */
export function askedBy({ forms, askers }: AskPorts, presentation: Pick<Presentation, 'authority' | 'form' | 'profileDigest' | 'requestId' | 'origin'>, { verifierUrl }: { readonly verifierUrl: string }): Asked | null {
  const { authority, requestId, origin } = presentation
  const form = forms.find(authority, presentation.form, presentation.profileDigest)
  const asker = askers.find(authority)
  if (form === null || asker === null) return null
  const profile = profileOfForm(form.profile)
  const face = asker.as(profile)
  if (face === null) return null
  const responseUri = responseUriOf(verifierUrl, authority, requestId)
  const clientId = face.clientId(responseUri)
  return { form, profile, face, did: asker.did, clientId, responseUri, responseMode: responseModeOf(profile, origin), audience: origin === null ? clientId : `origin:${origin}` }
}

/** The same where it must be there. Refuses with `temporarily_unavailable`. */
export function mustBeAsked(...[ports, presentation, settings]: Parameters<typeof askedBy>): Asked {
  const asked = askedBy(ports, presentation, settings)
  if (asked === null) throw new Refusal('temporarily_unavailable', { detail: 'the form of an open presentation was withdrawn, or its papers' })
  return asked
}
