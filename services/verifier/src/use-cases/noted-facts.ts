import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { ageOf, type Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Check, CheckName } from '@counterfoil/shared/verification/verdict'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import type { FactsUsed } from '../domain/check-record.ts'
import type { FactLimits, IssuerFacts, KnownIssuerKey, StatusEntry } from '../ports.ts'

const after = <From, To>(value: From | Promise<From>, take: (value: From) => To): To | Promise<To> =>
  value instanceof Promise ? value.then(take) : take(value)

/**
 * The facts of one judgement, noted as they are used. Whatever their source thinks, none decides anything that is older
 * than its limit: then nobody can tell, and the refusal says so.
 */
export class NotedFacts<Key> {
  readonly #facts: IssuerFacts<Key>
  readonly #limits: FactLimits
  readonly #clock: Clock
  #kid: string | null = null
  #list: { readonly uri: string; readonly issuedAt: number } | null = null
  #issuer: Fact<KnownIssuerKey<Key>> | null = null
  #accreditation: Fact<boolean> | null = null
  #status: Fact<StatusEntry> | null = null

  constructor(facts: IssuerFacts<Key>, limits: FactLimits, clock: Clock) {
    this.#facts = facts
    this.#limits = limits
    this.#clock = clock
  }

  get issuer(): KnownIssuerKey<Key> | null {
    return this.#issuer?.value ?? null
  }

  verbs(): Pick<VerificationPorts<Key>, 'issuerKey' | 'certifiesKey' | 'isAccredited' | 'status'> {
    return {
      issuerKey: (kid) => after(this.#facts.issuerKey(kid), (fact) => this.#noteIssuer(kid, fact)),
      certifiesKey: (x5c, issuer) => this.#facts.certifiesKey(x5c, issuer),
      isAccredited: (did, vct) => after(this.#facts.accreditation(did, vct), (fact) => this.#usable((this.#accreditation = fact), this.#limits.accreditation, 'ledger_unavailable')),
      status: (uri, index, issuer) => after(this.#facts.status(uri, index, issuer), (fact) => this.#noteStatus(uri, fact)),
    }
  }

  #noteIssuer(kid: string, fact: Fact<KnownIssuerKey<Key>>): KnownIssuerKey<Key> {
    this.#kid = kid
    this.#issuer = fact
    return this.#usable(fact, this.#limits.key, 'ledger_unavailable')
  }

  #noteStatus(uri: string, fact: Fact<StatusEntry>): number {
    this.#status = fact
    this.#list = { uri, issuedAt: fact.value.listIssuedAt }
    return this.#usable(fact, this.#limits.status, 'status_unavailable').value
  }

  #usable<Value>(fact: Fact<Value>, limit: Seconds, otherwise: 'ledger_unavailable' | 'status_unavailable'): Value {
    const age = ageOf(fact, this.#clock.now())
    if (age > limit) throw new Refusal(otherwise, { detail: `the fact is ${age} s old` })
    return fact.value
  }

  used(): FactsUsed {
    return {
      issuerKid: this.#kid,
      issuerKeyAt: this.#issuer?.observedAt ?? null,
      issuerKeyBlock: this.#issuer?.block ?? null,
      accreditationAt: this.#accreditation?.observedAt ?? null,
      accreditationBlock: this.#accreditation?.block ?? null,
      statusAt: this.#status?.observedAt ?? null,
      statusList: this.#list,
    }
  }

  /** The checks, each with the age of the fact that it rests on. */
  withAges(checks: readonly Check[]): readonly Check[] {
    const now = this.#clock.now()
    const facts: Partial<Record<CheckName, Fact<unknown> | null>> = { 'issuer key': this.#issuer, accreditation: this.#accreditation, status: this.#status }
    return checks.map((check) => {
      const fact = facts[check.name] ?? null
      return fact === null || check.result === 'not reached' ? check : { ...check, factAge: Math.max(0, now - fact.observedAt) }
    })
  }
}
