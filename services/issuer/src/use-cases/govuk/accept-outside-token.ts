import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import type { Authority } from '../../domain/authority.ts'
import { recordOf } from '../../domain/authorization.ts'
import type { Counterfoil } from '../../domain/counterfoil.ts'
import type { AccessToken, OfferId, OfferSecret } from '../../domain/credential-offer.ts'
import { equalBytes } from '../../domain/equal-bytes.ts'
import type { Counterfoils } from '../../ports.ts'
import type { OutsideAuthorizationServer, OutsideToken } from '../../ports/outside.ts'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { exchangePreAuthorizedCode } from '../exchange-pre-authorized-code.ts'
import { readRecord, type RecordPorts } from '../read-record-again.ts'
import { sealForWallet, type GovukOfferPorts } from './make-govuk-offer.ts'

export interface OutsideTokenPorts extends GovukOfferPorts {
  readonly server: OutsideAuthorizationServer
  readonly counterfoils: Pick<Counterfoils, 'ofPerson' | 'recordsOf'>
  readonly gaps: RecordPorts['gaps']
  readonly types: ReadonlyMap<string, CredentialType>
  /** Whether something was issued by the token that this nonce came with. */
  readonly isSpent: (nonce: LiveNonce) => Promise<boolean>
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
 * Takes an access token of the server outside for the offer that it names, or for anew what its citizen has. It is not used by that: the wallet may
 * come again with it until something is issued, which spends its name in the same unit, and after that for the same once more. Who comes with
 * the token has to be whose wallet the offer is for. Refuses `token_invalid`.
 */
export const acceptOutsideToken =
  (ports: OutsideTokenPorts) =>
  async (authority: Authority, jwt: string): Promise<AcceptedToken> => {
    const accepted = await readOutsideToken(ports)(authority, jwt)
    const { outside, token } = accepted
    if (await ports.isSpent(nonceOf(outside))) {
      const issued = (await ports.offers.grantOf(authority.id, ports.seals.ofToken(token).lookup, ports.clock.now()))?.issued
      // Its answer was lost, and the same key gets the same again.
      if (issued !== undefined && issued !== null && equalBytes(issued.nonce, nonceOf(outside).value)) return accepted
      throw new Refusal('token_invalid', { detail: 'used before' })
    }
    const identifier = identifierOf(ports, outside)
    if (outside.credentialIdentifier === null) await offerAnew(ports, authority, outside, identifier)
    await redeem(ports, authority, accepted, identifier)
    return accepted
  }

/** What is spent for a token, in the unit that issues by it: its name, with the nonce that it carries. */
export function nonceOf({ id, nonce, expiresAt }: OutsideToken): LiveNonce {
  const value = new Uint8Array(20)
  new DataView(value.buffer).setUint32(0, expiresAt)
  value.set((fromBase64Url(sha256Base64Url(`${id} ${nonce}`)) ?? new Uint8Array()).subarray(0, 16), 4)
  return { value, expiresAt }
}

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
 * anew by the council, or by nobody; so is a type of which one is suspended. The same token makes the same offer.
 */
async function offerAnew(ports: OutsideTokenPorts, authority: Authority, { subject, expiresAt }: OutsideToken, identifier: string): Promise<void> {
  const person = recordOf(await ports.records.whose(authority.id, ports.subjectColumn, subject), ports.subjectColumn, subject)
  const handle = person === null ? null : ports.records.handleOf(authority.id, person.reference)
  const standing = handle === null ? undefined : newestStanding(ports, await ports.counterfoils.ofPerson(authority.id, handle))
  if (handle === null || standing === undefined) throw new Refusal('token_invalid', { detail: 'nothing to refresh' })
  const read = await readRecord(ports, { authority, person: handle, type: standing.type, record: (await ports.counterfoils.recordsOf(authority.id, handle)).get(standing.id) ?? null })
  if ('missing' in read) throw new Refusal(read.missing === 'record_gone' ? 'token_invalid' : 'record_unsettled', { detail: read.missing })
  // Sorts by time, as other ids do, and is nobody's guess.
  const id = `${expiresAt.toString(16).padStart(8, '0')}${ports.uuidOf(`offer ${identifier}`).replaceAll('-', '').slice(-24)}` as OfferId
  await sealForWallet(ports, { authority, type: standing.type, person: read.record, id, staff: { subject: 'refresh', name: '', authority: authority.id, roles: [] } }, { identifier, subject })
}

function newestStanding({ configurations }: OutsideTokenPorts, issued: readonly Counterfoil[]): { readonly id: Counterfoil['id']; readonly type: CredentialType } | undefined {
  const typeOf = ({ configurationId }: Counterfoil): CredentialType | undefined => configurations.get(configurationId)?.type
  const suspended = new Set(issued.filter(({ status }) => status === statusValue.suspended).map((one) => typeOf(one)?.id))
  // Ids sort by when they were made.
  const newestFirst = issued.filter(({ status }) => status === statusValue.valid).toSorted((one, other) => (one.id < other.id ? 1 : -1))
  return newestFirst
    .flatMap((one) => {
      const type = typeOf(one)
      return type === undefined ? [] : [{ id: one.id, type }]
    })
    .find(({ type }) => !suspended.has(type.id))
}
