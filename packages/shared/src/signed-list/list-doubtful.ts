import { TrustUnavailable } from '../trust/trust-unavailable.ts'

/** The list can't be had in time: what is known may be used within its limit. */
export class ListUnavailable extends TrustUnavailable {
  constructor(detail: string, options: { cause?: unknown } = {}) {
    super(`The list gave no usable answer: ${detail}.`, options)
    this.name = 'ListUnavailable'
  }
}

/** The list says what it can't, or takes back what it said: nothing can be told, whatever is at hand. */
export class ListDoubtful extends ListUnavailable {}
