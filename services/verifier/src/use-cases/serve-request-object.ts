import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isSigned } from '@counterfoil/shared/form-profile/request-profile'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { noWalletParameters, type WalletParameters } from '@counterfoil/shared/oid4vp/wallet-parameters'
import type { RequestId } from '../domain/presentation.ts'
import type { Presentations } from '../ports.ts'
import { askedBy, type AskPorts } from './ask.ts'
import { writeRequest } from './write-request.ts'

export interface ServeRequestObjectPorts extends AskPorts {
  readonly clock: Clock
  readonly presentations: Presentations
}

/**
 * Signs and gives out the Request Object, as often as it is asked for while the presentation is open, with the wallet's
 * nonce where it gave one. Refuses with `unknown_transaction`, alike for what never was, has ended, is past its time and is
 * for a page's browser to pass on; with `invalid_request` a wallet that can't check what is signed. @see RFC 9101, section 5.2; OpenID4VP 1.0, section 5.10
 */
export const serveRequestObject =
  (ports: ServeRequestObjectPorts, settings: { readonly verifierUrl: string }) =>
  async (authority: string, requestId: RequestId, wallet: WalletParameters = noWalletParameters): Promise<string> => {
    const now = ports.clock.now()
    const presentation = await ports.presentations.fetch(authority, requestId, now)
    if (presentation === null || presentation.origin !== null) throw new Refusal('unknown_transaction')
    const asked = askedBy(ports, presentation, settings)
    if (asked === null) throw new Refusal('unknown_transaction', { detail: 'the form of an open presentation was withdrawn, or its papers' })
    const { face, clientId, responseUri, profile } = asked
    if (!wallet.checksEs256 && isSigned(profile)) throw new Refusal('invalid_request', { detail: 'the wallet does not check ES256' })
    const way = { client_id: clientId, response_uri: responseUri, state: requestId, ...(wallet.nonce === null ? {} : { wallet_nonce: wallet.nonce }), ...(presentation.flow === 'cross_device' ? { counterfoil_other_device: true as const } : {}) }
    return face.signRequestObject(writeRequest(presentation, asked, way, now))
  }
