import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { isPendingCredential, namedKeys, type PendingCredential } from './pending-sign-in.ts'
import type { Tokens } from './tokens.ts'

/** No offer can be collected any more after a day; what was begun with one ends then, too. In seconds. */
export const longestOffer = 24 * 3600

/** An offer whose code was sent to its issuer. Whatever gets lost on the way to the credential, the page included, can be asked for again with it. */
export interface PendingOffer {
  /** Follows from the offer's link: whoever opens it again goes on. */
  readonly id: string
  /** Its issuer shows a used one to nobody. */
  readonly offer: CredentialOffer
  /** Proves to the issuer that the same wallet asks again. */
  readonly retryKey: string
  /** Id of the credential to be. */
  readonly credentialId: string
  /** Public halves of the keys of its copies, and the names that they are kept by. */
  readonly holderKeys: readonly { readonly name: string; readonly key: P256PublicJwk }[]
  /** Where several come of it. */
  readonly others?: readonly PendingCredential[]
  readonly begunAt: number
  /** Whose the credential is to be; absent for the wallet's first person. */
  readonly person?: string
  /** Null while no answer to the code has come. */
  readonly tokens: Tokens | null
}

/** Every credential that comes of an offer: its id, and the names of its keys. */
export const keysOfOffer = ({ credentialId, holderKeys, others = [] }: Pick<PendingOffer, 'credentialId' | 'holderKeys' | 'others'>): readonly { readonly credentialId: string; readonly holders: PendingOffer['holderKeys'] }[] => [
  { credentialId, holders: holderKeys },
  ...others.map((one) => ({ credentialId: one.credentialId, holders: namedKeys(one) })),
]

/** What the vault kept; null when it lacks something. */
export function parsePendingOffer(value: unknown): PendingOffer | null {
  if (!isJsonObject(value)) return null
  const { id, offer, retryKey, credentialId, holderKeys, begunAt, tokens, others = [] } = value
  if (![id, retryKey, credentialId].every((text) => typeof text === 'string') || !isJsonObject(offer) || !Array.isArray(holderKeys)) return null
  if (!Array.isArray(others) || !others.every(isPendingCredential)) return null
  return typeof begunAt === 'number' && (tokens === null || (isJsonObject(tokens) && typeof tokens['token'] === 'string')) ? (value as unknown as PendingOffer) : null // checked above
}
