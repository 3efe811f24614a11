import type { EpochSeconds, Seconds } from '../kernel/branded.ts'
import { ageOf, type Fact } from '../kernel/fact.ts'
import { Refusal } from '../kernel/refusal.ts'
import { checkNames, type Check, type CheckName } from './verdict.ts'

const provesPossession = (name: CheckName): boolean => name === 'holder binding' || name === 'holder signature'

/** How far the judging of one presentation has come, and how old the facts were that it rests on. */
export class Progress {
  readonly #time: () => EpochSeconds
  readonly #ages = new Map<CheckName, number>()
  #reached = 0
  #bound = true

  constructor(time: () => EpochSeconds) {
    this.#time = time
  }

  enter(name: CheckName): void {
    this.#reached = checkNames.indexOf(name)
  }

  comesUnbound(): void {
    this.#bound = false
  }

  /** What a fact says, unless it is too old to decide anything: then nobody can tell. */
  use<Value>(name: CheckName, fact: Fact<Value>, limit: Seconds | undefined, otherwise: 'ledger_unavailable' | 'status_unavailable'): Value {
    const age = ageOf(fact, this.#time())
    this.#ages.set(name, Math.max(this.#ages.get(name) ?? 0, Number.isFinite(age) ? age : 0))
    if (age > (limit ?? Number.MAX_VALUE)) throw new Refusal(otherwise, { detail: `the fact is ${age} s old` })
    return fact.value
  }

  passed(): Check[] {
    return checkNames.map((name) => this.#told(name, this.#past(name)))
  }

  failed(): Check[] {
    return checkNames.map((name, place) => this.#told(name, place < this.#reached ? this.#past(name) : place === this.#reached ? 'failed' : 'not reached'))
  }

  #told(name: CheckName, result: Check['result']): Check {
    const factAge = this.#ages.get(name)
    return factAge === undefined ? { name, result } : { name, result, factAge }
  }

  #past(name: CheckName): 'passed' | 'not asked' {
    return this.#bound || !provesPossession(name) ? 'passed' : 'not asked'
  }
}
