import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { PolicyOf } from '@counterfoil/shared/verification/policy'
import type { Verdict } from '@counterfoil/shared/verification/verdict'
import { verifyPresentation, type PresentationToJudge } from '@counterfoil/shared/verification/verify-presentation'
import type { FactsUsed } from '../domain/check-record.ts'
import type { IssuerFacts, JudgingCrypto } from '../ports.ts'
import { NotedFacts } from './noted-facts.ts'

/** A verdict with the facts it stands on. */
export interface Judgement {
  readonly verdict: Verdict
  readonly facts: FactsUsed
  /** Null until the issuer's key was found. */
  readonly issuerName: Bilingual | null
  readonly at: EpochSeconds
}

export interface JudgePresentationPorts<Key> {
  readonly clock: Clock
  readonly facts: IssuerFacts<Key>
  readonly crypto: JudgingCrypto<Key>
  readonly policy: PolicyOf
}

/** Judges one presentation by the shared pipeline, noting what each fact was read from. Never throws for what is presented. */
export const judgePresentation =
  <Key>({ clock, facts, crypto, policy }: JudgePresentationPorts<Key>) =>
  async (input: PresentationToJudge): Promise<Judgement> => {
    const at = clock.now()
    const noted = new NotedFacts(facts)
    const verdict = await verifyPresentation({ policy, ...input }, { now: at, time: () => clock.now(), ...crypto, ...noted.verbs() })
    return { verdict, facts: noted.used(), issuerName: noted.issuer?.authorityName ?? null, at }
  }
