import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { HostedPage, PageId, ShownRequest } from '../domain/hosted-page.ts'
import type { PresentationNumber, ResponseCode, TransactionId } from '../domain/presentation.ts'

/** Hosted pages at rest: what the form wanted, which browser has the page, and which presentation is its newest. */
export interface HostedPages {
  begin(page: HostedPage): Promise<void>
  find(authority: string, pageId: PageId): Promise<HostedPage | null>
  /** By the name that the form's server has. */
  ofForm(authority: string, transactionId: TransactionId): Promise<HostedPage | null>
  /** Gives it to a browser; false when another has it. */
  bind(page: HostedPage, browserHash: string): Promise<boolean>
  speak(page: HostedPage, language: HostedPage['language']): Promise<void>
  /** How often a wallet was asked from it. */
  timesAsked(page: HostedPage): Promise<number>
  /** Makes a presentation its newest; where the page ended meanwhile, expires it and says false. */
  show(page: HostedPage, presentation: TransactionId, shown: ShownRequest): Promise<boolean>
  /** Ends it, and all that was asked from it: no wallet answers, and what was shared is erased. Of a page whose result was taken nothing is left to cancel. */
  cancel(page: HostedPage, now: EpochSeconds): Promise<void>
  /**
   * Takes the number that a wallet on another device shows, and has the result be had by the response code from then on, as if it had come back on this device.
   * `wrong` is counted, and the last one erases the result; `none` when no answer waits. Who comes with the code that it was exchanged for before is `accepted` again.
   */
  acceptNumber(presentation: TransactionId, number: PresentationNumber, code: ResponseCode, now: EpochSeconds): Promise<'accepted' | 'wrong' | 'none'>
  /** Tells of those that lapsed, and forgets those of long ago. */
  sweep(now: EpochSeconds): Promise<void>
}
