import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { step } from '@counterfoil/service-kit/system/steps'
import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { authorizationCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { AuthorizedTokenRequest } from '@counterfoil/shared/oauth/authorized-token-request'
import { narrowed, withRecords, type Access, type GrantedRecords } from '../domain/access.ts'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { Authority } from '../domain/authority.ts'
import { accessesIn, refreshLifetimeOf, type CodeContent, type RefreshContent, type StepSecret } from '../domain/authorization.ts'
import { accessTokenLifetime, type AccessToken } from '../domain/credential-offer.ts'
import type { DraftSeals } from '../ports.ts'
import type { AuthorizationSteps, FoundStep, Renewal, StepPlace, WaitingRecord } from '../ports/authorization.ts'
import { authenticateWallet, mustProveKey, type AuthenticatedWallet, type WalletCredentials, type WalletPorts } from './authenticate-wallet.ts'
import { draftsFor, tokensOf, type DraftingPorts } from './drafts-for.ts'

interface Ports extends WalletPorts, DraftingPorts {
  readonly seals: DraftSeals
  readonly steps: AuthorizationSteps
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface AuthorizedTokens {
  readonly accessToken: AccessToken
  readonly refreshToken: StepSecret
  /** What the token is for: of all that was authorised, what the wallet wants now and the council's record still supports. */
  readonly accesses: readonly GrantedRecords[]
  /** To be called when the answer has left for the wallet: from then on what was shown is used. */
  readonly answered: () => Promise<void>
}

/** What a code or refresh token was found to be for, and by whom it may be used. */
interface Judged extends RefreshContent {
  readonly family: string
  readonly claims: number
  /** Null for a refresh token. */
  readonly since: number | null
}

/**
 * Exchanges a code or a refresh token, once, for an access token that is bound to the wallet's key, and for the next refresh
 * token. The council's record is read now, and sealed under the access token: nothing of it waited anywhere. One that was
 * used before ends everything that came of it; a refresh token is used when its wallet shows the next one, for an answer may get lost. Refuses `invalid_client`, `invalid_client_attestation`, `invalid_dpop_proof`,
 * `use_dpop_nonce`, `code_not_redeemable`, `refresh_not_usable`, `invalid_authorization_details`, `record_gone`, and `record_unsettled`, which leaves the token as it was. @see OpenID4VCI 1.0, section 6; RFC 9700, section 4.14
 */
export const redeemAuthorization =
  (ports: Ports) =>
  async (authority: Authority, credentials: WalletCredentials, request: AuthorizedTokenRequest): Promise<AuthorizedTokens> => {
    const { clock, seals, steps } = ports
    const now = clock.now()
    const wallet = await authenticateWallet(ports, authority, credentials, now)
    const jkt = await mustProveKey(ports, authority, { proof: credentials.dpop, endpoint: 'token', now })
    const place = placeOf(authority, request)
    const isRepeatable = place.kind === 'refresh'
    const found = await steps.read(place, now)
    if (found === null) await refuseUsed(ports, place, now)
    const judged = found === null ? null : judge(request, found, { wallet, jkt })
    if (judged === null) {
      // Its answer left for its wallet and came to somebody else, too.
      if (found?.wasShown === true && place.kind === 'refresh') await steps.endReused(place, now)
      throw notUsable(place)
    }
    const accesses = narrowed(judged.accesses, request.details, ports.configurations)
    const accessToken = seals.newToken()
    const tokenFor = tokensOf(seals, seals.boundTo(accessToken, jkt))
    const { family, claims, since, ...content } = judged
    const refreshToken = steps.newSecret()
    const refresh = { kind: 'refresh' as const, authority: authority.id, secret: refreshToken, family, content: content as unknown as JsonObject, expiresAt: plus(now, refreshLifetimeOf(typesOf(ports, judged.accesses))) }
    step('authorization.read')
    const tokens = { accessToken, refreshToken, answered: isRepeatable ? noted : () => steps.confirm(place) }
    // What waits is neither drafted anew nor given up: its wallet needs no more than the next token.
    const waiting = place.kind === 'refresh' ? await renewed(ports, { step: place, lookupOf: (key) => tokenFor(key).lookup, tokenExpiresAt: plus(now, accessTokenLifetime), refresh, claims, isRepeatable, now }) : []
    if (waiting.length > 0) return { ...tokens, accesses: withRecords(judged.accesses, waiting, ports.configurations) }
    const drafts = await draftsFor(ports, authority, { ...judged, accesses }, { tokenFor, tokenExpiresAt: plus(now, accessTokenLifetime), now, canName: true })
    if ((await steps.exchange({ step: place, signedIn: since === null ? null : { person: judged.person, since }, drafts, refresh, claims, isRepeatable, now })) === 'not_usable') throw notUsable(place)
    step('authorization.exchanged')
    return { ...tokens, accesses: withRecords(accesses, drafts, ports.configurations) }
  }

/** A repeatable step is used when what it gave is: no answer's leaving tells that it arrived. */
const noted = (): Promise<void> => Promise.resolve()

function typesOf({ types }: Ports, accesses: readonly Access[]): readonly CredentialType[] {
  const found = accesses.flatMap(({ typeId }) => types.get(typeId) ?? [])
  if (found.length === 0) throw new Refusal('record_gone')
  return found
}

/** What waits and has the new token; none where nothing waits. */
async function renewed({ steps }: Ports, renewal: Renewal): Promise<readonly WaitingRecord[]> {
  const outcome = await steps.renew(renewal)
  if (outcome === 'not_usable') throw notUsable(renewal.step)
  step('authorization.renewed')
  return outcome === 'nothing_waits' ? [] : outcome.waiting
}

const placeOf = ({ id }: Authority, request: AuthorizedTokenRequest): StepPlace =>
  request.grant === authorizationCodeGrant ? { kind: 'code', authority: id, secret: request.code as StepSecret } : { kind: 'refresh', authority: id, secret: request.refreshToken as StepSecret }

const notUsable = ({ kind }: StepPlace): Refusal => new Refusal(kind === 'code' ? 'code_not_redeemable' : 'refresh_not_usable')

async function refuseUsed({ steps }: Ports, place: StepPlace, now: EpochSeconds): Promise<never> {
  await steps.endReused(place, now)
  throw notUsable(place)
}

/** Null when it is not for this wallet, this key or this verifier; it stays good for whom it is for. */
function judge(request: AuthorizedTokenRequest, found: FoundStep, { wallet, jkt }: { readonly wallet: AuthenticatedWallet; readonly jkt: string }): Judged | null {
  const { clientId } = wallet.client
  const { attestedJkt } = wallet
  const { family, claims } = found
  if (request.grant !== authorizationCodeGrant) {
    const content = found.content as unknown as RefreshContent
    const isTheirs = content.clientId === clientId && content.dpopJkt === jkt && content.attestedJkt === attestedJkt
    return isTheirs ? { clientId, dpopJkt: jkt, attestedJkt, person: content.person, accesses: accessesIn(content), family, claims, since: null } : null
  }
  const { dpopJkt, codeChallenge, redirectUri, since = 0, ...content } = found.content as unknown as CodeContent
  const isTheirs = content.clientId === clientId && redirectUri === request.redirectUri && (dpopJkt ?? jkt) === jkt && isVerifierOf(codeChallenge, request.codeVerifier)
  return isTheirs ? { ...content, dpopJkt: jkt, attestedJkt, family, claims, since } : null
}

const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/

/** @see RFC 7636, section 4.6 */
const isVerifierOf = (challenge: string, verifier: string | null): boolean => verifier !== null && verifierShape.test(verifier) && sha256Base64Url(verifier) === challenge
