import type { Fact } from '@counterfoil/shared/kernel/fact'
import type { StatusReference } from '@counterfoil/shared/status-list/status-reference'
import type { KnownIssuerKey, StatusEntry, VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import type { FactsUsed, ReadList } from '../domain/check-record.ts'
import type { IssuerFacts } from '../ports.ts'

const after = <From, To>(value: From | Promise<From>, take: (value: From) => To): To | Promise<To> =>
  value instanceof Promise ? value.then(take) : take(value)

/** The facts of one judgement, noted as they are used: how old each was, and what it was read from. */
export class NotedFacts<Key> {
  readonly #facts: IssuerFacts<Key>
  #kid: string | null = null
  readonly #lists: ReadList[] = []
  #issuer: Fact<KnownIssuerKey<Key>> | null = null
  #accreditation: Fact<boolean> | null = null

  constructor(facts: IssuerFacts<Key>) {
    this.#facts = facts
  }

  get issuer(): KnownIssuerKey<Key> | null {
    return this.#issuer?.value ?? null
  }

  verbs(): Pick<VerificationPorts<Key>, 'issuerKey' | 'certifiesKey' | 'isAccredited' | 'status'> {
    return {
      issuerKey: (named) => after(this.#facts.issuerKey(named), (fact) => this.#noteIssuer(named.kid, fact)),
      certifiesKey: (x5c, issuer) => this.#facts.certifiesKey(x5c, issuer),
      isAccredited: (did, type) => after(this.#facts.accreditation(did, type), (fact) => (this.#accreditation = fact)),
      status: (entry, issuer) => after(this.#facts.status(entry, issuer), (fact) => this.#noteStatus(entry, fact)),
    }
  }

  #noteIssuer(kid: string | null, fact: Fact<KnownIssuerKey<Key>>): Fact<KnownIssuerKey<Key>> {
    this.#kid = kid ?? fact.value.kid ?? fact.value.did
    this.#issuer = fact
    return fact
  }

  #noteStatus({ uri }: StatusReference, fact: Fact<StatusEntry>): Fact<number> {
    this.#lists.push({ uri, issuedAt: fact.value.listIssuedAt, at: fact.observedAt })
    return { ...fact, value: fact.value.value }
  }

  used(): FactsUsed {
    return {
      issuerKid: this.#kid,
      issuerKeyAt: this.#issuer?.observedAt ?? null,
      issuerKeyBlock: this.#issuer?.block ?? null,
      accreditationAt: this.#accreditation?.observedAt ?? null,
      accreditationBlock: this.#accreditation?.block ?? null,
      // The oldest: what is decided is no fresher.
      statusLists: this.#lists.toSorted((one, other) => one.at - other.at),
    }
  }
}
