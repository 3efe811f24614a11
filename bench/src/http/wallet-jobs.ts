import type { OfferMade } from './start-network.ts'

/**
 * Wallets take one credential for each offer: token, nonce, credential (`collect`); or the first two alone (`prepare`), so that
 * the third can be asked by itself.
 */
export interface CollectJob {
  readonly kind: 'collect' | 'prepare'
  readonly wallets: number
  readonly issuerUrl: string
  readonly offers: readonly OfferMade[]
  /** Keys that each Credential Request proves; one unless told. */
  readonly keys?: number
}

/** Wallets send the Credential Requests that they have prepared. */
export interface AskJob {
  readonly kind: 'ask'
  readonly wallets: number
  readonly issuerUrl: string
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
  /** Whether the form's server collects the result, which takes a fourth request; unless told, it does. */
  readonly isCollected?: boolean
  /** How often an exchange that met a fault is begun again, and told of; never unless told. */
  readonly retries?: number
}

/** Whoever verifies asks for what an address answers, over and over. */
export interface ReadJob {
  readonly kind: 'read'
  readonly wallets: number
  readonly url: string
  readonly count: number
}

export type WalletJob = CollectJob | AskJob | PresentJob | ReadJob

/** `null` when every answer was as it should be; else the first that wasn't. */
export interface WalletReport {
  readonly fault: string | null
}
