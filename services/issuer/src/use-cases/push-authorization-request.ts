import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { AuthorizationRequest } from '@counterfoil/shared/oauth/authorization-request'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { firstLanguage } from '@counterfoil/shared/oauth/ui-locales'
import type { Authority } from '../domain/authority.ts'
import { accessesAsked, type Access } from '../domain/access.ts'
import { requestLifetime, sessionLifetime, type PushedRequest, type StepSecret, type WalletClient } from '../domain/authorization.ts'
import type { AuthorizationSteps } from '../ports/authorization.ts'
import { authenticateWallet, mustProveKey, type WalletCredentials, type WalletPorts } from './authenticate-wallet.ts'
import type { IssuerStates } from './offer-by-sign-in.ts'

interface Ports extends WalletPorts {
  readonly clock: Clock
  readonly steps: AuthorizationSteps
  readonly states: IssuerStates
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/**
 * Keeps what a wallet asks to be authorised for, until it comes with a citizen. Refuses `invalid_client`,
 * `invalid_client_attestation`, `invalid_request`, `invalid_scope`, `invalid_authorization_details`, `invalid_dpop_proof` and
 * `use_dpop_nonce`. @see RFC 9126, section 2; OpenID4VCI 1.0, section 5
 */
export const pushAuthorizationRequest =
  (ports: Ports) =>
  async (authority: Authority, credentials: WalletCredentials, parse: () => AuthorizationRequest): Promise<StepSecret> => {
    const { clock, steps, states, configurations } = ports
    const now = clock.now()
    const { client } = await authenticateWallet(ports, authority, credentials, now)
    const asked = parse()
    mustBeRegistered(client, asked.redirectUri)
    const accesses = accessesAsked(asked, configurations)
    if (asked.issuerState !== null && !isOffered(accesses, states.typeOf(authority, asked.issuerState, now))) throw new Refusal('invalid_request', { detail: 'issuer_state' })
    const provenJkt = credentials.dpop === null ? null : await mustProveKey(ports, authority, { proof: credentials.dpop, endpoint: 'par', now })
    if (provenJkt !== null && asked.dpopJkt !== null && provenJkt !== asked.dpopJkt) throw new Refusal('invalid_dpop_proof', { detail: 'dpop_jkt' })
    const { clientId, redirectUri, state, codeChallenge } = asked
    const content: PushedRequest = { accesses, clientId, redirectUri, state, codeChallenge, dpopJkt: provenJkt ?? asked.dpopJkt, language: firstLanguage(asked.uiLocales), comeBy: plus(now, requestLifetime) }
    const secret = steps.newSecret()
    await steps.begin({ kind: 'request', authority: authority.id, secret, family: steps.newSecret(), content: content as unknown as JsonObject, expiresAt: plus(plus(now, requestLifetime), sessionLifetime) })
    return secret
  }

function mustBeRegistered({ redirectUris }: WalletClient, redirectUri: string): void {
  if (!redirectUris.includes(redirectUri)) throw new Refusal('invalid_request', { detail: 'redirect_uri is not registered' })
}

/** A state was given for one type, which has to be among what is asked for. */
const isOffered = (accesses: readonly Access[], offered: string | null): boolean => accesses.some(({ typeId }) => typeId === offered)
