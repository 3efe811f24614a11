import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { step } from '@counterfoil/service-kit/system/steps'
import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { authorizationCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { AuthorizedTokenRequest } from '@counterfoil/shared/oauth/authorized-token-request'
import type { Authority } from '../domain/authority.ts'
import { refreshLifetimeOf, type CodeContent, type RefreshContent, type StepSecret } from '../domain/authorization.ts'
import { accessTokenLifetime, type AccessToken, type OfferId } from '../domain/credential-offer.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import type { DraftSeals, RecordSource, TokenSeals } from '../ports.ts'
import type { CaseReferences } from '../ports/council-api.ts'
import type { AuthorizationSteps, FoundStep, NewDraft, OpenChecks, Renewal, StepPlace } from '../ports/authorization.ts'
import { caseHandleIn } from './make-credential-offer.ts'
import { authenticateWallet, mustProveKey, type AuthenticatedWallet, type WalletCredentials, type WalletPorts } from './authenticate-wallet.ts'
import { readPerson } from './authorize-wallet.ts'

interface Ports extends WalletPorts {
  readonly clock: Clock
  readonly random: Random
  readonly seals: DraftSeals
  readonly steps: AuthorizationSteps
  readonly records: RecordSource
  readonly checks: OpenChecks
  readonly cases: CaseReferences
  readonly types: ReadonlyMap<string, CredentialType>
}

export interface AuthorizedTokens {
  readonly accessToken: AccessToken
  readonly refreshToken: StepSecret
  readonly typeId: string
  readonly configurationId: string | null
  /** To be called when the answer has left for the wallet: from then on what was shown is used. */
  readonly answered: () => Promise<void>
}

/** What a code or refresh token was found to be for, and by whom it may be used. */
interface Judged extends RefreshContent {
  readonly family: string
}

/**
 * Exchanges a code or a refresh token, once, for an access token that is bound to the wallet's key, and for the next refresh
 * token. The council's record is read now, and sealed under the access token: nothing of it waited anywhere. One that was
 * used before ends everything that came of it. Refuses `invalid_client`, `invalid_client_attestation`, `invalid_dpop_proof`,
 * `use_dpop_nonce`, `code_not_redeemable`, `refresh_not_usable`, `record_gone`. @see OpenID4VCI 1.0, section 6; RFC 9700, section 4.14
 */
export const redeemAuthorization =
  (ports: Ports) =>
  async (authority: Authority, credentials: WalletCredentials, request: AuthorizedTokenRequest): Promise<AuthorizedTokens> => {
    const { clock, seals, steps } = ports
    const now = clock.now()
    const wallet = await authenticateWallet(ports, authority, credentials, now)
    const jkt = await mustProveKey(ports, authority, { proof: credentials.dpop, endpoint: 'token', now })
    const place = placeOf(authority, request)
    const found = await steps.read(place, now)
    if (found === null) await refuseUsed(ports, place, now)
    const judged = found === null ? null : judge(request, found, { wallet, jkt })
    if (judged === null) throw notUsable(place)
    const accessToken = seals.newToken()
    const token = seals.ofToken(seals.boundTo(accessToken, jkt))
    const type = ports.types.get(judged.typeId)
    if (type === undefined) throw new Refusal('record_gone')
    const { family, ...content } = judged
    const refreshToken = steps.newSecret()
    const refresh = { kind: 'refresh' as const, authority: authority.id, secret: refreshToken, family, content: content as unknown as JsonObject, expiresAt: plus(now, refreshLifetimeOf(type)) }
    step('authorization.read')
    const tokens = { accessToken, refreshToken, typeId: judged.typeId, configurationId: judged.configurationId, answered: () => steps.confirm(place) }
    // What waits is neither drafted anew nor given up: its wallet needs no more than the next token.
    if (place.kind === 'refresh' && (await renewed(ports, { step: place, tokenLookup: token.lookup, tokenExpiresAt: plus(now, accessTokenLifetime), refresh, now }))) return tokens
    const draft = await draftFor(ports, authority, judged, { type, token, now })
    if ((await steps.exchange({ step: place, draft, refresh, now })) === 'not_usable') throw notUsable(place)
    step('authorization.exchanged')
    return tokens
  }

async function renewed({ steps }: Ports, renewal: Renewal): Promise<boolean> {
  const outcome = await steps.renew(renewal)
  if (outcome === 'not_usable') throw notUsable(renewal.step)
  step('authorization.renewed')
  return outcome === 'renewed'
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
  if (request.grant !== authorizationCodeGrant) {
    const content = found.content as unknown as RefreshContent
    const isTheirs = content.clientId === clientId && content.dpopJkt === jkt && content.attestedJkt === attestedJkt
    return isTheirs ? { ...content, family: found.family } : null
  }
  const { dpopJkt, codeChallenge, redirectUri, ...content } = found.content as unknown as CodeContent
  const isTheirs = content.clientId === clientId && redirectUri === request.redirectUri && (dpopJkt ?? jkt) === jkt && isVerifierOf(codeChallenge, request.codeVerifier)
  return isTheirs ? { ...content, dpopJkt: jkt, attestedJkt, family: found.family } : null
}

const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/

/** @see RFC 7636, section 4.6 */
const isVerifierOf = (challenge: string, verifier: string | null): boolean => verifier !== null && verifierShape.test(verifier) && sha256Base64Url(verifier) === challenge

async function draftFor(ports: Ports, authority: Authority, judged: Judged, { type, token, now }: { readonly type: CredentialType; readonly token: TokenSeals; readonly now: EpochSeconds }): Promise<NewDraft> {
  const { typeId, person, configurationId, clientId } = judged
  const read = await readPerson(ports, authority, type, person)
  if (read === null) throw new Refusal('record_gone')
  const id = timeOrderedId(now, ports.random) as OfferId
  return { id, person, caseHandle: caseHandleIn(ports.cases, authority, type, read.record), typeId, configurationId, clientId, tokenLookup: token.lookup, tokenExpiresAt: plus(now, accessTokenLifetime), draft: token.seal(id, read.claims) }
}
