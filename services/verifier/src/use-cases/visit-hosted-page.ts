import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { hostedPageUriOf, mostRequestsOfPage, type HostedPage, type PageId, type ShownRequest } from '../domain/hosted-page.ts'
import type { Flow, PresentationNumber, ResponseCode } from '../domain/presentation.ts'
import { wayBackWith } from '../domain/return-address.ts'
import type { Presentations } from '../ports.ts'
import type { HostedPages } from '../ports/hosted-pages.ts'
import { stateOnPage, type FollowHostedPagePorts } from './follow-hosted-page.ts'
import type { PresentationStarted, PresentationWanted } from './start-presentation.ts'

export interface VisitHostedPagePorts extends FollowHostedPagePorts {
  readonly random: Random
  readonly presentations: Pick<Presentations, 'state' | 'collect'>
  readonly pages: HostedPages
  readonly sha256: (text: string) => string
  readonly isHashOf: (hash: string, secret: string) => boolean
  readonly startPresentation: (authority: string, wanted: PresentationWanted) => Promise<PresentationStarted>
}

/** What a page shows. */
export type PageStanding =
  /** The ways to a wallet, why the last one gave nothing, and why an answer to it was not taken: codes of refusals. */
  | { readonly kind: 'choice'; readonly notGiven: string | null; readonly hint: string | null }
  /** Somebody answered on another device, and the number is to be told. */
  | { readonly kind: 'number' }
  /** It was cancelled, lapsed, or its result was taken. */
  | { readonly kind: 'over' }

/** What came of a request that is open on another device: where the browser goes on, or what the page asks or tells. */
export type ElsewhereOutcome = { readonly goOn: string } | { readonly outcome: string; readonly hint?: string | null }

const isSecret = /^[\w-]{32}$/
const isNumber = /^\d{3}$/
const isResponseCode = /^[\w-]{16,128}$/

/** Finds a page for a browser. The first that opens it has it, by the secret that it then keeps; every other, and what was forgotten, gets the same `not_found`. */
export const openHostedPage =
  ({ pages, random, sha256, isHashOf }: Pick<VisitHostedPagePorts, 'pages' | 'random' | 'sha256' | 'isHashOf'>) =>
  async (authority: string, pageId: PageId, browser: string, mayBind: boolean): Promise<{ readonly page: HostedPage; readonly secret: string | null }> => {
    const page = await pages.find(authority, pageId)
    if (page === null) throw new Refusal('not_found')
    if (page.browserHash !== null && isSecret.test(browser) && isHashOf(page.browserHash, browser)) return { page, secret: null }
    const secret = random.secret(24)
    if (!mayBind || page.browserHash !== null || !(await pages.bind(page, sha256(secret)))) throw new Refusal('not_found')
    return { page, secret }
  }

export const standingOf =
  (ports: VisitHostedPagePorts) =>
  async (page: HostedPage): Promise<PageStanding> => {
    const state = await stateOnPage(ports, page)
    if (page.isCancelled || state?.status === 'collected') return { kind: 'over' }
    if (state?.status === 'answered') return page.shown?.flow === 'cross_device' ? { kind: 'number' } : { kind: 'choice', notGiven: 'response_code_wrong', hint: null }
    if (page.expiresAt <= ports.clock.now()) return { kind: 'over' }
    return { kind: 'choice', notGiven: state === null ? null : state.status === 'expired' ? 'expired_transaction' : state.refusal, hint: state?.hint ?? null }
  }

/** Asks a wallet anew. Refuses as `startPresentation` does, with `expired_transaction` when the page is over, and with `too_many_requests`. */
export const askFromHostedPage =
  (ports: VisitHostedPagePorts, { verifierUrl }: { readonly verifierUrl: string }) =>
  async (page: HostedPage, flow: Flow): Promise<ShownRequest> => {
    const { authority, form, formKey, returnUrl, language: locale, isSandbox } = page
    if ((await standingOf(ports)(page)).kind === 'over') throw new Refusal('expired_transaction')
    if ((await ports.pages.timesAsked(page)) >= mostRequestsOfPage) throw new Refusal('too_many_requests')
    const hosted = { pageId: page.pageId, returnUrl: `${hostedPageUriOf(verifierUrl, authority, page.pageId)}?response_code=` }
    const { transactionId, walletLink, openid4vpLink, code, expiresAt } = await ports.startPresentation(authority, { form, formKey, flow, returnUrl, locale, isSandbox, hosted })
    const shown = { flow, walletLink, openid4vpLink, expiresAt, ...(code === undefined ? {} : { code }) }
    if (!(await ports.pages.show(page, transactionId, shown))) throw new Refusal('expired_transaction')
    return shown
  }

/** Where a browser goes that a wallet on the same device sent back with a response code; null when there is nothing to go on with. */
export const wayOnOf =
  (ports: VisitHostedPagePorts) =>
  async (page: HostedPage, responseCode: string): Promise<string | null> =>
    isResponseCode.test(responseCode) && (await stateOnPage(ports, page))?.status === 'answered' ? wayBackWith(responseCode, page.returnUrl) : null

/** Takes what a wallet on another device shared. `number` is what the citizen typed, if anything. The code is the browser's own: whoever presses twice, or never saw the first answer, is led on to the same. */
export const takeFromElsewhere =
  (ports: VisitHostedPagePorts) =>
  async (page: HostedPage, browser: string, number: string | undefined): Promise<ElsewhereOutcome> => {
    const state = await stateOnPage(ports, page)
    if (page.presentation === null || state === null) return { outcome: 'expired_transaction' }
    if (state.status === 'requested' || state.status === 'fetched') return { outcome: 'not_yet', hint: state.hint }
    if (state.status !== 'answered') return { outcome: state.refusal ?? 'expired_transaction' }
    if (number === undefined || !isNumber.test(number)) return { outcome: number === undefined ? 'number' : 'number_wrong' }
    const code = ports.sha256(`${browser} ${page.presentation}`) as ResponseCode
    const accepted = await ports.pages.acceptNumber(page.presentation, number as PresentationNumber, code, ports.clock.now())
    if (accepted === 'accepted') return { goOn: wayBackWith(code, page.returnUrl) }
    const after = await stateOnPage(ports, page)
    return { outcome: accepted === 'wrong' && after?.status === 'answered' ? 'number_wrong' : 'expired_transaction' }
  }
