import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken, PersonHandle } from '../domain/credential-offer.ts'
import { accessesOf } from '../domain/outside-access.ts'
import type { CredentialOffers, DraftSeals } from '../ports.ts'
import type { DpopProofs } from '../ports/authorization.ts'
import type { AuthorizedToken, CouncilAuthorizationServer, OutsideDrafts } from '../ports/outside.ts'
import { draftsFor, tokensOf, type DraftingPorts } from './drafts-for.ts'

export interface OutsideTokenPorts extends DraftingPorts {
  readonly clock: Clock
  readonly server: CouncilAuthorizationServer
  readonly seals: DraftSeals
  readonly dpop: DpopProofs
  readonly offers: Pick<CredentialOffers, 'grantOf'>
  readonly outsideDrafts: OutsideDrafts
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  /** Whether every token has to be bound to a key. */
  readonly mustBeBound: boolean
  /** Whom the council's record knows by what the token says; null for nobody. */
  readonly personOf: (authority: Authority, subject: string) => Promise<PersonHandle | null>
}

/** A token as it came, and the proof that came with it. */
export interface ShownOutsideToken {
  readonly jwt: string
  readonly scheme: 'Bearer' | 'DPoP'
  readonly proof: string | null
  readonly method: string
  readonly url: string
  /** Whether credentials are asked for: only then is the council's record read. */
  readonly isToIssue: boolean
}

/**
 * What finds the grant of an access token that a server outside gave. When credentials are asked for by it for the first time, the record is read and sealed under it, as at our own token endpoint. A
 * token that is bound to a key is good by the scheme `DPoP` alone, and any other by `Bearer` alone. Refuses `token_invalid`, `resource_dpop_proof`, `resource_dpop_nonce`, `insufficient_scope`,
 * `credential_request_denied`, `record_unsettled`, `temporarily_unavailable`. @see RFC 9068, section 4; RFC 9449, section 7.1; OpenID4VCI 1.0, section 8
 */
export const acceptOutsideToken =
  (ports: OutsideTokenPorts) =>
  async (authority: Authority, shown: ShownOutsideToken): Promise<AccessToken> => {
    const { jwt, scheme } = shown
    const judged = await ports.server.read(jwt, authority.identifier, ports.clock.now())
    if (judged === null) throw new Refusal('token_invalid')
    const { jkt, onlySpelling } = judged
    if (jkt === null && ports.mustBeBound) throw new Refusal('token_invalid', { detail: 'not bound to a key' })
    if ((jkt === null) !== (scheme === 'Bearer')) throw new Refusal('token_invalid', { detail: 'of the other scheme' })
    if (jkt !== null) await mustProve(ports, authority, shown, jkt)
    const token = jkt === null ? (onlySpelling as AccessToken) : ports.seals.boundTo(onlySpelling as AccessToken, jkt)
    await mustStand(ports, authority, { ...judged, token, isToIssue: shown.isToIssue })
    return token
  }

async function mustProve({ dpop, clock }: OutsideTokenPorts, authority: Authority, { jwt, proof, method, url }: ShownOutsideToken, jkt: string): Promise<void> {
  const proven = await dpop.judge({ authority: authority.id, proof, method, url, accessToken: jwt, now: clock.now() })
  if (proven === 'nonce_needed') throw new Refusal('resource_dpop_nonce')
  if (proven === 'invalid') throw new Refusal('resource_dpop_proof')
  if (proven.jkt !== jkt) throw new Refusal('token_invalid', { detail: 'bound to another key' })
}

interface Used extends AuthorizedToken {
  readonly token: AccessToken
  readonly isToIssue: boolean
}

/** Nothing is given for who signed in before something was stopped. What the record says of anybody else waits for as long as the token lives, sealed under it. */
async function mustStand(ports: OutsideTokenPorts, authority: Authority, { token, isToIssue, access, subject, clientId, authenticatedAt, expiresAt }: Used): Promise<void> {
  const now = ports.clock.now()
  const tokenFor = tokensOf(ports.seals, token)
  const grant = await ports.offers.grantOf(authority.id, tokenFor(null).lookup, now)
  if (grant === null && !isToIssue) return
  const accesses = grant === null ? accessesOf(access, ports.configurations) : []
  const person = grant === null ? await ports.personOf(authority, subject) : grant.person
  if (person === null) throw new Refusal('credential_request_denied', { detail: 'nobody in the record' })
  const signedIn = { person, since: authenticatedAt }
  if (await ports.outsideDrafts.isEnded(authority.id, signedIn)) throw new Refusal('token_invalid', { detail: 'ended since' })
  if (grant !== null) return
  const drafts = await draftsFor(ports, authority, { person, clientId, accesses }, { tokenFor, tokenExpiresAt: expiresAt, now, canName: false }).catch((error: unknown) => {
    // That is a word of token endpoints.
    throw error instanceof Refusal && error.code === 'record_gone' ? new Refusal('credential_request_denied', { detail: 'nothing in the record', cause: error }) : error
  })
  await ports.outsideDrafts.keep(authority.id, drafts, signedIn, now)
}
