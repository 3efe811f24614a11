import { isSigned } from '@counterfoil/shared/form-profile/request-profile'
import { openPresentation, type PresentationOpened, type PresentationStarted, type PresentationWanted, type StartPresentationPorts, type StartPresentationSettings } from './start-presentation.ts'
import { writeRequest } from './write-request.ts'

/** One request as `navigator.credentials.get` takes it. @see OpenID4VP 1.0, appendix A.1 */
export interface BrowserRequest {
  readonly protocol: 'openid4vp-v1-signed' | 'openid4vp-v1-unsigned'
  readonly data: object
}

export interface DigitalCredentialsWanted extends Pick<PresentationWanted, 'form' | 'formKey' | 'transactions' | 'isSandbox'> {
  readonly origin: string
}

export interface DigitalCredentialsStarted extends Pick<PresentationStarted, 'transactionId' | 'expiresAt'> {
  readonly requests: readonly BrowserRequest[]
}

/** Begins a presentation whose request a page's browser passes on. Refuses as `startPresentation` does. @see OpenID4VP 1.0, appendix A */
export const startDigitalCredentials =
  (ports: StartPresentationPorts, settings: StartPresentationSettings) =>
  async (authority: string, wanted: DigitalCredentialsWanted): Promise<DigitalCredentialsStarted> => {
    const opened = await openPresentation(ports, settings)(authority, { ...wanted, flow: 'same_device' })
    const { transactionId, expiresAt } = opened.presentation
    return { transactionId, expiresAt, requests: [await requestFor(opened, wanted.origin, ports)] }
  }

/** Who doesn't sign is known by the origin alone, which the browser tells. @see OpenID4VP 1.0, appendix A.3 */
async function requestFor({ presentation, asked }: PresentationOpened, origin: string, { clock }: Pick<StartPresentationPorts, 'clock'>): Promise<BrowserRequest> {
  const { profile, face, clientId } = asked
  if (!isSigned(profile)) return { protocol: 'openid4vp-v1-unsigned', data: JSON.parse(writeRequest(presentation, asked, {}, clock.now())) as object }
  const request = await face.signRequestObject(writeRequest(presentation, asked, { client_id: clientId, expected_origins: [origin] }, clock.now()))
  return { protocol: 'openid4vp-v1-signed', data: { request } }
}
