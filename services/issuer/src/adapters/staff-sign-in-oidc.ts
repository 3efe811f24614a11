import { ClientSecretPost } from 'openid-client'
import { caseworkerRole, type StaffMember } from '../domain/staff-member.ts'
import type { StaffSignIn } from '../ports.ts'
import { oidcCodeFlow } from './oidc-code-flow.ts'

export interface OidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** Signs staff in at the council's own provider. */
export function staffSignInOidc({ clientSecret, ...client }: OidcClient): StaffSignIn {
  const flow = oidcCodeFlow({ ...client, authenticate: async () => ClientSecretPost(clientSecret), scope: 'openid profile' })
  return {
    start: (language) => flow.start(language),
    finish: async (callback, checks) => {
      const claims = await flow.finish(callback, checks, 'counterfoil_authority')
      return claims === null || claims === 'declined' ? null : staffOf(claims)
    },
  }
}

/** Null unless the provider names an authority and the role. */
function staffOf(claims: Readonly<Record<string, unknown>>): StaffMember | null {
  const { sub, name, counterfoil_authority: authority, counterfoil_roles: roles } = claims
  if (typeof sub !== 'string' || typeof authority !== 'string' || !Array.isArray(roles) || !roles.includes(caseworkerRole)) return null
  return { subject: sub, name: typeof name === 'string' ? name : sub, authority }
}
