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

export interface OidcCodeFlow {
  start(language: 'en' | 'cy', more?: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly checks: SignInChecks }>
  /**
   * What the ID token says, with the provider's other claims when it has none of those that are wanted. `declined`: the provider
   * said so in an answer to these checks; null for an answer that isn't to them, or that nothing can be read from.
   */
  finish(callback: URL, checks: SignInChecks, wanted: readonly string[]): Promise<Readonly<Record<string, unknown>> | 'declined' | null>
}

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
        const about = wanted.every((name) => claims[name] === undefined) ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
        return { ...about, ...claims }
      } catch (error) {
        if (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT') throw new Refusal('temporarily_unavailable', { cause: error })
        return error instanceof oidc.AuthorizationResponseError ? 'declined' : null
      }
    },
  }
}

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
