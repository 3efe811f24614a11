import type { StatusPlace } from './counterfoil.ts'

/** How many credentials one request may ask for, each for a key of its own. @see OpenID4VCI 1.0, section 12.2.4 */
export const batchSize = 10

/** A credential of a batch beside the first: the same facts and counterfoil, but a key and a place of its own. */
export interface CredentialCopy extends StatusPlace {
  readonly holderHash: string
}
