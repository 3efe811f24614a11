import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Verdict } from '@counterfoil/shared/verification/verdict'
import { verifyPresentation, type PresentationToJudge } from '@counterfoil/shared/verification/verify-presentation'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import type { FactsUsed } from '../domain/check-record.ts'
import type { Accreditation } from '@counterfoil/shared/trust/accreditations'
import type { IssuerFacts, JudgingCrypto, KnownIssuerKey, KnownStatus } from '../ports.ts'

/** A verdict with the facts it stands on. */
export interface Judgement {
  readonly verdict: Verdict
  readonly facts: FactsUsed
  /** Null until the issuer's key was found. */
  readonly issuerName: Bilingual | null
  readonly at: EpochSeconds
}

/** Judges one presentation by the shared pipeline, noting how old each fact is. Never throws for what is presented. */
export const judgePresentation =
  <Key>(ports: { readonly clock: Clock; readonly facts: IssuerFacts<Key>; readonly crypto: JudgingCrypto<Key> }) =>
  async (input: PresentationToJudge): Promise<Judgement> => {
    const at = ports.clock.now()
    const noted = new NotedFacts(ports.facts)
    const verdict = await verifyPresentation(input, { now: at, ...ports.crypto, ...noted.verbs() })
    return { verdict, facts: noted.used(), issuerName: noted.issuer?.authorityName ?? null, at }
  }

const after = <From, To>(value: From | Promise<From>, take: (value: From) => To): To | Promise<To> =>
  value instanceof Promise ? value.then(take) : take(value)

/** The facts of one judgement, remembered as they are asked for. */
class NotedFacts<Key> {
  readonly #facts: IssuerFacts<Key>
  issuer: KnownIssuerKey<Key> | null = null
  #kid: string | null = null
  #accreditation: Accreditation | null = null
  #status: (KnownStatus & { readonly uri: string }) | null = null

  constructor(facts: IssuerFacts<Key>) {
    this.#facts = facts
  }

  verbs(): Pick<VerificationPorts<Key>, 'issuerKey' | 'certifiesKey' | 'isAccredited' | 'status'> {
    return {
      issuerKey: (kid) => after(this.#facts.issuerKey(kid), (issuer) => this.#noteIssuer(kid, issuer)),
      certifiesKey: (x5c, issuer) => this.#facts.certifiesKey(x5c, issuer),
      isAccredited: (did, vct) => after(this.#facts.accreditation(did, vct), (accreditation) => (this.#accreditation = accreditation).accredited),
      status: (uri, index, issuer) => after(this.#facts.status(uri, index, issuer), (status) => (this.#status = { ...status, uri }).value),
    }
  }

  #noteIssuer(kid: string, issuer: KnownIssuerKey<Key>): KnownIssuerKey<Key> {
    this.#kid = kid
    this.issuer = issuer
    return issuer
  }

  used(): FactsUsed {
    return {
      issuerKid: this.#kid,
      issuerKeyAt: this.issuer?.confirmedAt ?? null,
      accreditationAt: this.#accreditation?.confirmedAt ?? null,
      statusAt: this.#status?.confirmedAt ?? null,
      statusList: this.#status === null ? null : { uri: this.#status.uri, issuedAt: this.#status.listIssuedAt },
    }
  }
}
