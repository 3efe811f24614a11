import { Refusal } from '@counterfoil/shared/kernel/refusal'
import * as oidc from 'openid-client'
import type { SignInChecks } from '../ports.ts'

export interface OidcProvider {
  readonly issuerUrl: string
  readonly clientId: string
  readonly redirectUri: string
  /** How this service shows who it is. */
  readonly authenticate: () => Promise<oidc.ClientAuth>
  readonly scope: string
  /** What else a request says. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** What came of a sign-in. */
export interface OidcAnswer {
  /** What the ID token says, with the provider's other claims when it has none of those that are wanted. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly refreshToken: string | null
}

export interface OidcCodeFlow {
  start(language: 'en' | 'cy', more?: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly checks: SignInChecks }>
  /** `declined`: the provider said so in an answer to these checks; null for an answer that isn't to them, or that nothing can be read from. */
  finish(callback: URL, checks: SignInChecks, wanted: readonly string[]): Promise<OidcAnswer | 'declined' | null>
  /**
   * Asks anew about somebody who signed in, and answers claims. Null where the provider says no to it, or speaks of somebody else; refuses `temporarily_unavailable` where nothing can be learnt.
   * `keep` is given the token to ask by the next time before anything else can fail: the one that was shown may be good no more.
   */
  askAnew(refreshToken: string, subject: string, wanted: readonly string[], keep: (refreshToken: string) => Promise<void>): Promise<OidcAnswer['claims'] | null>
  /** What the provider says of itself. */
  readonly metadata: () => Promise<oidc.ServerMetadata>
}

/** By these it says that there is no more of this sign-in; by any other error it says that it, or we, are at fault. */
const saysNo = new Set(['invalid_grant', 'interaction_required', 'login_required', 'consent_required', 'access_denied'])

/** Signs people in by OpenID Connect: code flow with PKCE, state and nonce. The provider is discovered at first need. */
export function oidcCodeFlow(provider: OidcProvider): OidcCodeFlow {
  let discovered: Promise<oidc.Configuration> | null = null
  const configuration = (): Promise<oidc.Configuration> => {
    discovered ??= discover(provider)
    discovered.catch(() => {
      discovered = null
    })
    return discovered
  }
  return {
    start: async (language, more) => {
      const config = await configuration()
      const checks = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: provider.redirectUri,
        scope: provider.scope,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
        state: checks.state,
        nonce: checks.nonce,
        // Desks and devices are shared: whoever signs in says who they are, every time.
        prompt: 'login',
        ui_locales: language,
        ...provider.parameters,
        ...more,
      })
      return { url: url.href, checks }
    },
    finish: async (callback, checks, wanted) => {
      const config = await configuration()
      try {
        const tokens = await oidc.authorizationCodeGrant(config, callback, {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.codeVerifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) return null
        return { claims: await withOthers(config, tokens.access_token, claims, wanted), refreshToken: tokens.refresh_token ?? null }
      } catch (error) {
        if (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT') throw new Refusal('temporarily_unavailable', { cause: error })
        return error instanceof oidc.AuthorizationResponseError ? 'declined' : null
      }
    },
    askAnew: async (refreshToken, subject, wanted, keep) => {
      const config = await configuration()
      try {
        const tokens = await oidc.refreshTokenGrant(config, refreshToken)
        const claims = tokens.claims() ?? { sub: subject }
        if (claims.sub !== subject) return null
        await keep(tokens.refresh_token ?? refreshToken)
        return await withOthers(config, tokens.access_token, claims, wanted)
      } catch (error) {
        if (error instanceof oidc.ResponseBodyError && saysNo.has(error.error)) return null
        // The token of a moment ago is refused: the account is gone.
        if (error instanceof oidc.WWWAuthenticateChallengeError && error.status === 401) return null
        throw new Refusal('temporarily_unavailable', { detail: 'sign-in provider', cause: error })
      }
    },
    metadata: async () => (await configuration()).serverMetadata(),
  }
}

type Claims = { readonly sub: string } & Readonly<Record<string, unknown>>

const withOthers = async (config: oidc.Configuration, accessToken: string, claims: Claims, wanted: readonly string[]): Promise<OidcAnswer['claims']> =>
  wanted.every((name) => claims[name] === undefined) ? { ...(await oidc.fetchUserInfo(config, accessToken, claims.sub)), ...claims } : claims

async function discover({ issuerUrl, clientId, authenticate }: OidcProvider): Promise<oidc.Configuration> {
  const issuer = new URL(issuerUrl)
  try {
    // ID tokens are judged by the provider's keys, and not only by the connection that they came over.
    const execute = [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])]
    return await oidc.discovery(issuer, clientId, undefined, await authenticate(), { execute, timeout: 5 })
  } catch (cause) {
    throw new Refusal('temporarily_unavailable', { detail: 'sign-in provider', cause })
  }
}
