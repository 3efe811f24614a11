import { isJsonObject, type Bilingual } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CardLook } from './held-credential.ts'
import { Fault } from './fault.ts'
import { isPublicKey } from './public-key.ts'

/** Why nothing comes of an issuing any more: the council said no, or what entitled to it has run out. */
export type EndOfWaiting = 'refused' | 'too_late'

/** A credential that its issuer is still preparing, with everything that is needed to collect it. @see OpenID4VCI 1.0, section 9 */
export interface WaitingIssuance {
  /** Of the credential to be. */
  readonly id: string
  /** Who of several people collects; absent for the first. */
  readonly person?: string
  readonly issuer: { readonly url: string; readonly name: Bilingual }
  readonly configurationId: string
  readonly name: Bilingual
  readonly card: CardLook
  /** Public halves of the keys that were proven, and the names that they are kept under. */
  readonly holders: readonly { readonly name: string; readonly key: P256PublicJwk }[]
  readonly transactionId: string
  readonly token: string
  readonly refreshToken: string | null
  /** The grant that has the newest ones, where several credentials come by one sign-in. */
  readonly sharedBy?: string
  /** How its issuer wants it to be asked for, where that isn't by its configuration. */
  readonly identifier?: string
  /** The key that the tokens are bound to; null for a bearer's. */
  readonly boundTo: P256PublicJwk | null
  readonly begunAt: number
  /** When the issuer wants to be asked again. */
  readonly askAt: number
  readonly ended?: EndOfWaiting
  /** It takes the place of the credential with this id, which is held meanwhile. */
  readonly renews?: boolean
}

/** Not a failure: the issuer took the request, and the credential comes later. */
export class IssuedLater extends Fault {
  constructor() {
    super('issued_later')
  }
}

/** However an issuer says it, nobody is asked more often, or sooner forgotten, than this. In seconds. */
const [shortestWait, longestWait] = [5, 86_400]

/** What was put off while the clock was ahead would wait until that day. */
export const isTimeToAsk = ({ askAt }: Pick<WaitingIssuance, 'askAt'>, now: number): boolean => askAt <= now || askAt > now + longestWait

export const waitAfter = (interval: number): number => Math.min(longestWait, Math.max(shortestWait, interval))

/** What the vault kept; null when it lacks something. */
export function parseWaitingIssuance(value: unknown): WaitingIssuance | null {
  if (!isJsonObject(value)) return null
  const { id, issuer, configurationId, name, card, holders, transactionId, token, refreshToken, boundTo, begunAt, askAt } = value
  const areTexts = [id, configurationId, transactionId, token].every((text) => typeof text === 'string') && [begunAt, askAt].every((instant) => typeof instant === 'number')
  const areObjects = [issuer, name, card].every(isJsonObject) && Array.isArray(holders) && holders.length > 0 && holders.every((holder) => isJsonObject(holder) && typeof holder['name'] === 'string' && isPublicKey(holder['key']))
  const isBound = boundTo === null || isPublicKey(boundTo)
  return areTexts && areObjects && isBound && (refreshToken === null || typeof refreshToken === 'string') ? (value as unknown as WaitingIssuance) : null // checked above
}
