import { hash, timingSafeEqual } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** Who asks: `operator` acts for every authority of this place, any other name for the authority of that id. */
export type Caller = string

const digestPattern = /^[0-9a-f]{64}$/
export const operator: Caller = 'operator'

/** Finds out who a token belongs to, in the same time whoever it is. Throws a `ConfigurationError` for a file that can't be meant. */
export function callers(digests: Readonly<Record<string, unknown>>): (token: string) => Caller | null {
  const known = Object.entries(digests).map(([caller, hex]) => {
    if (typeof hex !== 'string' || !digestPattern.test(hex)) throw new ConfigurationError(`The API tokens file has no SHA-256 in lower-case hexadecimal for ${caller}.`)
    return { caller, digest: Buffer.from(hex, 'hex') }
  })
  if (known.length === 0) throw new ConfigurationError('The API tokens file names nobody.')
  return (token) => {
    const presented = hash('sha256', token, 'buffer')
    const matching = known.filter(({ digest }) => timingSafeEqual(digest, presented))
    return matching[0]?.caller ?? null
  }
}

/** How a caller stands in the audit log. */
export const actorOf = (caller: Caller): string => (caller === operator ? operator : `authority:${caller}`)

/** Refuses `forbidden` for who would act for somebody else. */
export function mustActFor(caller: Caller, authority: string): void {
  if (caller !== operator && caller !== authority) throw new Refusal('forbidden', { detail: `${caller} for ${authority}` })
}
