import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RequestUriMethod } from '@counterfoil/shared/oid4vp/presentation-request'
import { readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import { requestUriOf } from '../domain/presentation.ts'
import type { Presentations } from '../ports.ts'
import { askedBy, type AskPorts } from './ask.ts'

export interface LookUpCodePorts extends AskPorts {
  readonly clock: Clock
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
  (ports: LookUpCodePorts, settings: { readonly verifierUrl: string }) =>
  async (authority: string, typed: string): Promise<RequestFound> => {
    const code = readTypedCode(typed)
    const found = code === null ? null : await ports.presentations.requestOfCode(authority, code, ports.clock.now())
    const asked = found === null ? null : askedBy(ports, { authority, origin: null, ...found }, settings)
    if (found === null || asked === null) throw new Refusal('not_found')
    return { clientId: asked.clientId, requestUri: requestUriOf(settings.verifierUrl, authority, found.requestId), method: asked.profile.requestUriMethod }
  }
