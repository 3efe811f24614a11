import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RequestUriMethod } from '@counterfoil/shared/oid4vp/presentation-request'
import { readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import { requestUriOf, responseUriOf } from '../domain/presentation.ts'
import { profileOfForm } from '../domain/request-profile.ts'
import type { Askers, Forms, Presentations } from '../ports.ts'

export interface LookUpCodePorts {
  readonly clock: Clock
  readonly forms: Forms
  readonly askers: Askers
  readonly presentations: Presentations
}

/** A presentation request as a link would carry it. */
export interface RequestFound {
  readonly clientId: string
  readonly requestUri: string
  readonly method: RequestUriMethod
}

/** The presentation request that a typed code stands for. Refuses with `not_found`, alike for unknown, ended and expired. */
export const lookUpCode =
  ({ clock, forms, askers, presentations }: LookUpCodePorts, { verifierUrl }: { readonly verifierUrl: string }) =>
  async (authority: string, typed: string): Promise<RequestFound> => {
    const code = readTypedCode(typed)
    const found = code === null ? null : await presentations.requestOfCode(authority, code, clock.now())
    const form = found === null ? null : forms.find(authority, found.form)
    const profile = form === null ? null : profileOfForm(form.profile)
    const face = profile === null ? null : (askers.find(authority)?.as(profile) ?? null)
    if (found === null || profile === null || face === null) throw new Refusal('not_found')
    const { requestId } = found
    return { clientId: face.clientId(responseUriOf(verifierUrl, authority, requestId)), requestUri: requestUriOf(verifierUrl, authority, requestId), method: profile.requestUriMethod }
  }
