import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { Check } from '@counterfoil/shared/verification/verdict'

/** A status list that was read. */
export interface ReadList {
  readonly uri: string
  readonly issuedAt: number
  readonly at: EpochSeconds
}

/** The facts that judged a presentation: when each was last known to be true, and which list was read. */
export interface FactsUsed {
  /** The DID URL of the key, once it was found. */
  readonly issuerKid: string | null
  readonly issuerKeyAt: EpochSeconds | null
  /** The ledger's block as of which the key stood. */
  readonly issuerKeyBlock: number | null
  readonly accreditationAt: EpochSeconds | null
  readonly accreditationBlock: number | null
  /** One for each status entry of the credential; that which was read longest ago first. */
  readonly statusLists: readonly ReadList[]
}

/**
 * Evidence of one answer without its data: what was checked against which key and list, and how old those facts were.
 * No claim, no status index, no holder key. The digest is of the whole presentation, whose salts make it unguessable.
 */
export interface CheckRecord {
  readonly outcome: 'answered' | 'refused' | 'declined'
  readonly refusal: RefusalCode | null
  readonly checks: readonly Check[]
  readonly vct: string | null
  readonly overDisclosed: boolean
  readonly presentationDigest: string | null
  /** Of the issuer's signed part alone: the same credential has the same whenever it is shown, and nobody else's has it. */
  readonly credentialDigest: string | null
  readonly facts: FactsUsed
  /** Of the other credentials in the same answer; absent where one was asked for. */
  readonly further?: readonly CheckedCredential[]
}

/** What is recorded of each credential. */
export type CheckedCredential = Pick<CheckRecord, 'checks' | 'vct' | 'presentationDigest' | 'credentialDigest' | 'facts'>

const marks = { passed: '', failed: '!', 'not asked': '~' } as const

/** The checks that passed, the one that failed after a `!`, and after a `~` what was not asked of a presentation: that it didn't pass. */
export const toldChecks = (checks: readonly Check[]): readonly string[] => checks.flatMap(({ name, result }) => (result === 'not reached' ? [] : [`${marks[result]}${name}`]))

const noFacts: FactsUsed = { issuerKid: null, issuerKeyAt: null, issuerKeyBlock: null, accreditationAt: null, accreditationBlock: null, statusLists: [] }

const nothingPresented = {
  checks: [],
  vct: null,
  overDisclosed: false,
  presentationDigest: null,
  credentialDigest: null,
  facts: noFacts,
} as const

/** The record of a wallet that declined: nothing was presented, nothing was checked. */
export const declinedRecord: CheckRecord = { outcome: 'declined', refusal: 'client_rejected', ...nothingPresented }

/** And of one that says that it can't do what was asked. */
export const unansweredRecord: CheckRecord = { outcome: 'refused', refusal: 'wallet_cannot_answer', ...nothingPresented }
