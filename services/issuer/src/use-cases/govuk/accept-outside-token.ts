import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import { recordOf } from '../../domain/authorization.ts'
import type { Counterfoil } from '../../domain/counterfoil.ts'
import type { AccessToken, OfferId, OfferSecret } from '../../domain/credential-offer.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { Counterfoils } from '../../ports.ts'
import type { OneTimeValues } from '../../ports/authorization.ts'
import type { OutsideAuthorizationServer, OutsideToken } from '../../ports/outside.ts'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { exchangePreAuthorizedCode } from '../exchange-pre-authorized-code.ts'
import { sealForWallet, type GovukOfferPorts } from './make-govuk-offer.ts'

export interface OutsideTokenPorts extends GovukOfferPorts {
  readonly random: Random
  readonly server: OutsideAuthorizationServer
  readonly once: OneTimeValues
  readonly counterfoils: Pick<Counterfoils, 'ofPerson'>
  readonly types: ReadonlyMap<string, CredentialType>
  /** A UUID that follows from a text. */
  readonly uuidOf: (text: string) => string
}

export interface AcceptedToken {
  readonly token: AccessToken
  readonly outside: OutsideToken
}

/** A token for what was issued in a moment before: it may notify as often as it likes. Refuses `token_invalid`. */
export const readOutsideToken =
  (ports: OutsideTokenPorts) =>
  async (authority: Authority, jwt: string): Promise<AcceptedToken> => {
    const outside = await ports.server.read(jwt, authority.identifier, ports.clock.now())
    if (outside === null) throw new Refusal('token_invalid')
    return { outside, token: ownToken(identifierOf(ports, outside), outside.subject) }
  }

/**
 * Takes an access token of the server outside for the offer that it names, or for anew what its citizen has, once. Who comes with the token has
 * to be whose wallet the offer is for. Refuses `token_invalid`.
 */
export const acceptOutsideToken =
  (ports: OutsideTokenPorts) =>
  async (authority: Authority, jwt: string): Promise<AcceptedToken> => {
    const accepted = await readOutsideToken(ports)(authority, jwt)
    const { outside } = accepted
    if (!(await ports.once.take('outside token', digestOf(`${ports.server.issuer} ${outside.id}`), outside.expiresAt))) throw new Refusal('token_invalid', { detail: 'used before' })
    const identifier = identifierOf(ports, outside)
    if (outside.credentialIdentifier === null) await offerAnew(ports, authority, outside, identifier)
    await redeem(ports, authority, accepted, identifier)
    return accepted
  }

const digestOf = (text: string): Uint8Array => fromBase64Url(sha256Base64Url(text)) ?? new Uint8Array()

const identifierOf = ({ uuidOf }: OutsideTokenPorts, { credentialIdentifier, subject, id }: OutsideToken): string => credentialIdentifier ?? uuidOf(`${subject} ${id}`)

/** What the draft is sealed under from here on, known to whoever has both. A space is in no token of another profile. */
const ownToken = (identifier: string, subject: string): AccessToken => `${identifier} of ${subject}` as AccessToken

/** The identifier takes the code's place, and the subject the transaction code's. The same wallet may come again with another token until its credential is issued. */
async function redeem(ports: OutsideTokenPorts, authority: Authority, { token, outside }: AcceptedToken, identifier: string): Promise<void> {
  const exchange = exchangePreAuthorizedCode({ ...ports, seals: { ...ports.seals, newToken: () => token } })
  try {
    const { answered } = await exchange(authority, { preAuthorizedCode: ports.seals.codeOf(identifier as OfferSecret), txCode: outside.subject, details: [], retryKey: token })
    await answered()
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'temporarily_unavailable') throw new Refusal('token_invalid', { detail: error.code, cause: error })
    throw error
  }
}

/**
 * A wallet refreshes the newest that stands: the record is read anew, and what it says now is offered to the same wallet. What was ended is offered
 * anew by the council, or by nobody; so is a type of which one is suspended.
 */
async function offerAnew(ports: OutsideTokenPorts, authority: Authority, { subject }: OutsideToken, identifier: string): Promise<void> {
  const person = recordOf(await ports.records.people(authority.id), ports.subjectColumn, subject)
  const type = person === null ? undefined : standingType(ports, await ports.counterfoils.ofPerson(authority.id, ports.records.handleOf(authority.id, person.reference)))
  if (person === null || type === undefined) throw new Refusal('token_invalid', { detail: 'nothing to refresh' })
  const id = timeOrderedId(ports.clock.now(), ports.random) as OfferId
  await sealForWallet(ports, { authority, type, person, id, staff: { subject: 'refresh', name: '', authority: authority.id, roles: [] } }, { identifier, subject })
}

function standingType({ configurations }: OutsideTokenPorts, issued: readonly Counterfoil[]): CredentialType | undefined {
  const typeOf = ({ configurationId }: Counterfoil): CredentialType | undefined => configurations.get(configurationId)?.type
  const suspended = new Set(issued.filter(({ status }) => status === statusValue.suspended).map((one) => typeOf(one)?.id))
  // Ids sort by when they were made.
  const newestFirst = issued.filter(({ status }) => status === statusValue.valid).toSorted((one, other) => (one.id < other.id ? 1 : -1))
  return newestFirst.map(typeOf).find((type) => type !== undefined && !suspended.has(type.id))
}
