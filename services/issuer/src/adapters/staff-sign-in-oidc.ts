import type { Logger } from '@counterfoil/service-kit/system/logger'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { ClientSecretPost } from 'openid-client'
import { staffFromClaims, type StaffGroups } from '../domain/staff-claims.ts'
import type { StaffSignIn } from '../ports/staff-sessions.ts'
import { logoutTokens } from './logout-tokens.ts'
import { oidcCodeFlow } from './oidc-code-flow.ts'

export interface OidcClient {
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Null where the provider names our roles itself. */
  readonly groups: StaffGroups | null
  readonly clock: Clock
  readonly logger: Logger
}

/** What tells of somebody's role; Entra ID puts all of them into the ID token, others answer them when asked. */
const tellingOf = (groups: StaffGroups | null): readonly string[] => (groups === null ? ['counterfoil_authority'] : ['groups', 'roles', '_claim_names', 'hasgroups'])

/** Signs staff in at the council's own provider, asks it again whether it stands by them, and hears of who signed out there. */
export function staffSignInOidc({ clientSecret, groups, clock, logger, ...client }: OidcClient): StaffSignIn {
  const flow = oidcCodeFlow({ ...client, authenticate: async () => ClientSecretPost(clientSecret), scope: 'openid profile offline_access' })
  return {
    start: (language, { fresh } = { fresh: false }) => flow.start(language, fresh ? { max_age: '0' } : {}),
    finish: async (callback, checks) => {
      const answer = await flow.finish(callback, checks, tellingOf(groups))
      if (answer === null || answer === 'declined') return null
      const { claims, refreshToken } = answer
      const staff = staffFromClaims(claims, groups)
      const { auth_time: at, sid } = claims
      return staff === null ? null : { staff, authenticatedAt: typeof at === 'number' ? epochSeconds(at) : null, sid: typeof sid === 'string' ? sid : null, refreshToken }
    },
    confirm: async (refreshToken, subject, keep) => {
      const claims = await flow.askAnew(refreshToken, subject, tellingOf(groups), keep).catch((error: unknown) => {
        logger.warn({ err: error instanceof Refusal ? error.cause : error }, 'The sign-in provider could not be asked whether it still stands by staff who are signed in.')
        throw error
      })
      return claims === null ? null : staffFromClaims(claims, groups)
    },
    readLogout: logoutTokens({ metadata: flow.metadata, clientId: client.clientId, clock }),
  }
}
