import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { hostedPageLifetime, hostedPageUriOf, type HostedPage, type PageId } from '../domain/hosted-page.ts'
import type { TransactionId } from '../domain/presentation.ts'
import type { HostedPages } from '../ports/hosted-pages.ts'
import { mustBeAllowed, type StartPresentationPorts, type StartPresentationSettings } from './start-presentation.ts'

export interface HostedPageWanted extends Pick<HostedPage, 'form' | 'formKey' | 'returnUrl' | 'language' | 'isSandbox'> {}

export interface HostedPageStarted {
  readonly transactionId: TransactionId
  /** Where the form's server sends the citizen's browser. */
  readonly hostedPageUri: string
  /** Until when a wallet can be asked from there. */
  readonly expiresAt: EpochSeconds
}

/** Makes a page for one citizen of a form that runs no script. Refuses as `startPresentation` does. */
export const startHostedPage =
  (ports: StartPresentationPorts & { readonly pages: HostedPages }, settings: StartPresentationSettings) =>
  async (authority: string, wanted: HostedPageWanted): Promise<HostedPageStarted> => {
    await mustBeAllowed(ports, settings)(authority, { ...wanted, flow: 'same_device' })
    const { clock, random, pages } = ports
    const [transactionId, pageId] = [random.secret(16) as TransactionId, random.secret(16) as PageId]
    const expiresAt = plus(clock.now(), hostedPageLifetime)
    await pages.begin({ ...wanted, authority, transactionId, pageId, expiresAt, browserHash: null, isCancelled: false, presentation: null, shown: null, profileDigest: null })
    return { transactionId, hostedPageUri: hostedPageUriOf(settings.verifierUrl, authority, pageId), expiresAt }
  }
