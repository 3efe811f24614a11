import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { requestObjectPayload } from '../domain/request-object-payload.ts'
import { responseUriOf, type RequestId } from '../domain/presentation.ts'
import { isEncrypted, profileOfForm } from '../domain/request-profile.ts'
import type { Askers, Forms, Presentations } from '../ports.ts'

export interface ServeRequestObjectPorts {
  readonly clock: Clock
  readonly forms: Forms
  readonly askers: Askers
  readonly presentations: Presentations
}

/**
 * Signs and gives out the Request Object, as often as it is asked for while the presentation is open. Refuses with
 * `unknown_transaction`, alike for what never was, has ended and is past its time. @see RFC 9101, section 5.2
 */
export const serveRequestObject =
  (ports: ServeRequestObjectPorts, settings: { readonly verifierUrl: string }) =>
  async (authority: string, requestId: RequestId, walletNonce: string | null = null): Promise<string> => {
    const now = ports.clock.now()
    const presentation = await ports.presentations.fetch(authority, requestId, now)
    if (presentation === null) throw new Refusal('unknown_transaction')
    const form = ports.forms.find(authority, presentation.form)
    const profile = form === null ? null : profileOfForm(form.profile)
    const face = profile === null ? null : (ports.askers.find(authority)?.as(profile) ?? null)
    if (form === null || profile === null || face === null) throw new Refusal('unknown_transaction', { detail: 'the form of an open presentation was withdrawn, or its papers' })
    const responseUri = responseUriOf(settings.verifierUrl, authority, requestId)
    return face.signRequestObject(
      requestObjectPayload({
        clientId: face.clientId(responseUri),
        responseMode: profile.responseMode,
        responseUri,
        nonce: presentation.nonce,
        state: requestId,
        walletNonce,
        issuedAt: now,
        expiresAt: presentation.expiresAt,
        encryptionKey: isEncrypted(profile) ? presentation.responseKey.publicJwk : null,
        constantMembers: form.constantMembers,
        constantMetadata: form.constantMetadata,
      }),
    )
  }
