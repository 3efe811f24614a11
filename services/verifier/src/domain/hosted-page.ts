import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Flow, Presentation, TransactionId } from './presentation.ts'

/** Names a page to the one browser that opens it: part of its address. */
export type PageId = Branded<string, 'PageId'>

/** How long a citizen can ask a wallet from the page, again and again. */
export const hostedPageLifetime: Seconds = seconds(1800)

/** How often a wallet can be asked from one page: far more often than a citizen needs. */
export const mostRequestsOfPage = 20

export const hostedPageUriOf = (verifierUrl: string, authority: string, pageId: PageId): string => `${verifierUrl}/${authority}/pages/${pageId}`

/** A request that the page shows. */
export interface ShownRequest {
  readonly flow: Flow
  readonly walletLink: string
  readonly openid4vpLink: string
  readonly code?: string
  readonly expiresAt: EpochSeconds
}

/** A page of the verifier's own, on which the citizen of one form asks their wallet, as often as they need. */
export interface HostedPage {
  /** Names it to the form's server alone. */
  readonly transactionId: TransactionId
  readonly pageId: PageId
  readonly authority: string
  readonly form: string
  readonly formKey: Presentation['formKey']
  /** The form's, where the citizen goes when they are done. */
  readonly returnUrl: string
  readonly language: 'en' | 'cy'
  readonly isSandbox: boolean
  /** SHA-256 of the secret of the browser that opened it; null until one has. */
  readonly browserHash: string | null
  readonly isCancelled: boolean
  /** The newest of its presentations, and what the citizen sees of it; null until they chose a way. */
  readonly presentation: TransactionId | null
  readonly shown: ShownRequest | null
  /** Of the profile that its newest presentation asks by; null when none is open. */
  readonly profileDigest: string | null
  readonly expiresAt: EpochSeconds
}

const prefix = 'page-'

/** Tells presentations of hosted pages from those that form servers know by name, and which page each is of. */
export const hostedTransactionId = (pageId: PageId, secret: string): TransactionId => `${prefix}${pageId}-${secret}` as TransactionId
export const isOfHostedPage = (transactionId: TransactionId): boolean => transactionId.startsWith(prefix)
/** Between these two, both left out, lie the names of all presentations of a page. */
export const boundsOfHostedPage = (pageId: PageId): readonly [string, string] => [`${prefix}${pageId}-`, `${prefix}${pageId}.`]
