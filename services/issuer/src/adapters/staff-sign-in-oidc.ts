import { Refusal } from '@counterfoil/shared/kernel/refusal'
import * as oidc from 'openid-client'
import { caseworkerRole, type StaffMember } from '../domain/staff-member.ts'
import type { StaffSignIn } from '../ports.ts'

export interface OidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** Signs staff in by OpenID Connect: code flow with PKCE, state and nonce. The provider is discovered at first need. */
export function staffSignInOidc(client: OidcClient): StaffSignIn {
  let discovered: Promise<oidc.Configuration> | null = null
  const configuration = (): Promise<oidc.Configuration> => {
    discovered ??= discover(client)
    discovered.catch(() => {
      discovered = null
    })
    return discovered
  }
  return {
    start: async (language) => {
      const config = await configuration()
      const checks = { state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: client.redirectUri,
        scope: 'openid profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
        state: checks.state,
        nonce: checks.nonce,
        // Desks are shared: whoever signs in says who they are, every time.
        prompt: 'login',
        ui_locales: language,
      })
      return { url: url.href, checks }
    },
    finish: async (callback, checks) => {
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
        const about = claims['counterfoil_authority'] === undefined ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : claims
        return staffOf({ ...about, sub: claims.sub })
      } catch (error) {
        if (error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT') throw new Refusal('temporarily_unavailable', { cause: error })
        return null
      }
    },
  }
}

async function discover({ issuerUrl, clientId, clientSecret }: OidcClient): Promise<oidc.Configuration> {
  const issuer = new URL(issuerUrl)
  try {
    return await oidc.discovery(issuer, clientId, clientSecret, undefined, issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests], timeout: 5 } : { timeout: 5 })
  } catch (cause) {
    throw new Refusal('temporarily_unavailable', { detail: 'sign-in provider', cause })
  }
}

/** Null unless the provider names an authority and the role. */
function staffOf(claims: Readonly<Record<string, unknown>>): StaffMember | null {
  const { sub, name, counterfoil_authority: authority, counterfoil_roles: roles } = claims
  if (typeof sub !== 'string' || typeof authority !== 'string' || !Array.isArray(roles) || !roles.includes(caseworkerRole)) return null
  return { subject: sub, name: typeof name === 'string' ? name : sub, authority }
}
