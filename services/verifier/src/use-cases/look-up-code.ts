import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import type { Askers, Presentations } from '../ports.ts'

/** The presentation request that a typed code stands for. Refuses with `not_found`, alike for unknown, ended and expired. */
export const lookUpCode =
  (ports: { readonly clock: Clock; readonly askers: Askers; readonly presentations: Presentations }, settings: { readonly verifierUrl: string }) =>
  async (authority: string, typed: string): Promise<{ clientId: string; requestUri: string }> => {
    const code = readTypedCode(typed)
    const asker = ports.askers.find(authority)
    const requestId = code === null || asker === null ? null : await ports.presentations.requestOfCode(authority, code, ports.clock.now())
    if (requestId === null || asker === null) throw new Refusal('not_found')
    return { clientId: asker.clientId, requestUri: `${settings.verifierUrl}/${authority}/requests/${requestId}` }
  }
