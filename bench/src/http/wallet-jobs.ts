import type { OfferMade } from './start-network.ts'

/** Wallets collect one credential for each offer: token, nonce, credential. */
export interface CollectJob {
  readonly kind: 'collect'
  readonly wallets: number
  readonly issuerUrl: string
  readonly offers: readonly OfferMade[]
}

/** Form servers and wallets run whole presentations: start, Request Object, encrypted answer, result. */
export interface PresentJob {
  readonly kind: 'present'
  readonly wallets: number
  readonly count: number
  readonly verifierUrl: string
  readonly apiKey: string
  readonly form: string
  readonly returnUrl: string
}

export type WalletJob = CollectJob | PresentJob

/** `null` when every answer was as it should be; else the first that wasn't. */
export interface WalletReport {
  readonly fault: string | null
}
