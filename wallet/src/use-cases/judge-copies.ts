import { sameFacts } from '../domain/credential-facts.ts'
import type { CredentialCopy, HeldCredential } from '../domain/held-credential.ts'
import { Fault } from '../domain/fault.ts'
import type { NamedKey } from './accept-credential.ts'
import { judgeCredential, type JudgedCredential, type JudgingParts } from './judge-credential.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** What all copies of a credential say, and the copies. */
export interface JudgedCopies extends Pick<HeldCredential, 'format' | 'claims' | 'expiresAt'> {
  readonly copies: readonly [CredentialCopy, ...CredentialCopy[]]
}

/**
 * Judges what an issuer handed over for these keys, each by itself, and that it is one credential: the same facts, a key
 * each. There may be fewer than were asked for, in any order. Throws a Fault `credential_wrong`. @see OpenID4VCI 1.0, section 3.3.2
 */
export async function judgeCopies(
  world: JudgingParts,
  received: Pick<ReceivedOffer, 'authority' | 'offer' | 'kind'>,
  { credentials, holders }: { readonly credentials: readonly string[]; readonly holders: readonly NamedKey[] },
): Promise<JudgedCopies> {
  if (credentials.length > holders.length) throw new Fault('credential_wrong')
  const [first, ...others] = await Promise.all(credentials.map((credential) => judgeCredential(world, received, { credential, holders })))
  if (first === undefined || others.some(({ claims }) => !sameFacts(claims, first.claims))) throw new Fault('credential_wrong')
  const all = [first, ...others]
  if (new Set(all.map(({ holder }) => holder.name)).size < all.length) throw new Fault('credential_wrong')
  const ends = all.flatMap(({ expiresAt }) => expiresAt ?? [])
  const { format } = received.kind
  return { ...(format === 'dc+sd-jwt' ? {} : { format }), claims: first.claims, expiresAt: ends.length === 0 ? null : Math.min(...ends), copies: [copyOf(first), ...others.map(copyOf)] }
}

const copyOf = ({ holder: { name: key }, credential, status, bitstrings }: JudgedCredential<NamedKey>): CredentialCopy => ({ key, credential, status, ...(bitstrings === undefined ? {} : { bitstrings }) })
