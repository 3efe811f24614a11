import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { HostedPage } from '../domain/hosted-page.ts'
import type { PresentationState, ResponseCode, TransactionId } from '../domain/presentation.ts'
import type { Presentations } from '../ports.ts'
import type { HostedPages } from '../ports/hosted-pages.ts'

export interface FollowHostedPagePorts {
  readonly clock: Clock
  readonly presentations: Pick<Presentations, 'state' | 'collect'>
  readonly pages: Pick<HostedPages, 'ofForm'>
}

/** What an API key opens: of which forms, and rehearsals or real ones. */
export interface OpenedBy {
  readonly forms: readonly string[] | null
  readonly isSandbox: boolean
}

async function mustFind({ pages }: FollowHostedPagePorts, opened: OpenedBy, authority: string, transactionId: TransactionId): Promise<HostedPage> {
  const page = await pages.ofForm(authority, transactionId)
  if (page === null || opened.forms?.includes(page.form) === false || page.isSandbox !== opened.isSandbox) throw new Refusal('not_found')
  return page
}

/** How the newest presentation of a page stands; null when there is none. */
export const stateOnPage = async ({ clock, presentations }: Pick<FollowHostedPagePorts, 'clock' | 'presentations'>, { authority, presentation }: HostedPage): Promise<PresentationState | null> =>
  presentation === null ? null : presentations.state(authority, presentation, clock.now())

/** Where a hosted page stands, for the form's server: as its newest presentation does, and open while another can be asked for. Refuses with `not_found`. */
export const showHostedPage =
  (ports: FollowHostedPagePorts) =>
  async (opened: OpenedBy, authority: string, transactionId: TransactionId): Promise<PresentationState> => {
    const page = await mustFind(ports, opened, authority, transactionId)
    const { expiresAt } = page
    if (page.isCancelled) return { status: 'declined', refusal: 'client_rejected', hint: null, expiresAt }
    const state = await stateOnPage(ports, page)
    if (state !== null && state.status !== 'expired') return { ...state, expiresAt }
    return { status: expiresAt <= ports.clock.now() ? 'expired' : 'requested', refusal: null, hint: state?.hint ?? null, expiresAt }
  }

/** Hands the sealed result to the form's server, once. Refuses with `not_found` or `response_code_wrong`. */
export const collectFromHostedPage =
  (ports: FollowHostedPagePorts) =>
  async (opened: OpenedBy, authority: string, transactionId: TransactionId, responseCode: ResponseCode): Promise<string> => {
    const { presentation } = await mustFind(ports, opened, authority, transactionId)
    const sealed = presentation === null ? null : await ports.presentations.collect(authority, presentation, { responseCode, number: null }, ports.clock.now())
    if (sealed === null) throw new Refusal('not_found')
    return sealed
  }
