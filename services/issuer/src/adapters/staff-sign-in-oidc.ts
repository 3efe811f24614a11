import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { ClientSecretPost } from 'openid-client'
import { staffFromClaims, type StaffGroups } from '../domain/staff-claims.ts'
import type { StaffSignIn } from '../ports/staff-sessions.ts'
import { oidcCodeFlow } from './oidc-code-flow.ts'

export interface OidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Null where the provider names our roles itself. */
  readonly groups: StaffGroups | null
}

/** What tells of somebody's role; Entra ID puts all of them into the ID token, others answer them when asked. */
const tellingOf = (groups: StaffGroups | null): readonly string[] => (groups === null ? ['counterfoil_authority'] : ['groups', 'roles', '_claim_names', 'hasgroups'])

/** Signs staff in at the council's own provider. */
export function staffSignInOidc({ clientSecret, groups, ...client }: OidcClient): StaffSignIn {
  const flow = oidcCodeFlow({ ...client, authenticate: async () => ClientSecretPost(clientSecret), scope: 'openid profile' })
  return {
    start: (language, { fresh } = { fresh: false }) => flow.start(language, fresh ? { max_age: '0' } : {}),
    finish: async (callback, checks) => {
      const claims = await flow.finish(callback, checks, tellingOf(groups))
      const staff = claims === null || claims === 'declined' ? null : staffFromClaims(claims, groups)
      if (staff === null || claims === null || claims === 'declined') return null
      const { auth_time: at } = claims
      return { staff, authenticatedAt: typeof at === 'number' ? epochSeconds(at) : null }
    },
  }
}
