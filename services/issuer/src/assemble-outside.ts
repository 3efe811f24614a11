import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { councilAuthorizationServer } from './adapters/council-authorization-server.ts'
import { openChecks } from './adapters/open-checks.ts'
import { outsideDrafts } from './adapters/outside-drafts.ts'
import type { Parts } from './assemble.ts'
import type { OutsideServersConfig } from './outside-config.ts'
import type { AcceptOutside } from './http/token-of.ts'
import { acceptOutsideToken } from './use-cases/accept-outside-token.ts'
import { personOfSignIn } from './use-cases/person-of-sign-in.ts'

/** The server outside whose tokens the wallets of a profile bring. */
export interface OutsideServer {
  readonly issuer: string
  readonly accept: AcceptOutside
}

/** Null where a profile's tokens are ours. */
export function outsideServerIn(config: OutsideServersConfig | undefined, parts: Omit<Parts, 'outsideServer' | 'authorization'>): OutsideServer | null {
  const { profile } = parts
  const issuer = config === undefined || (profile.id !== 'open' && profile.id !== 'haip') ? undefined : config.servers[profile.id]
  if (config === undefined || issuer === undefined) return null
  const accept = acceptOutsideToken({
    ...parts,
    server: councilAuthorizationServer({ issuer, fetchOutside: createFetchOutside({ privateHosts: config.privateHosts }), recordClaim: config.recordClaim }),
    dpop: parts.dpop.proofs,
    checks: openChecks(parts.database.reads),
    outsideDrafts: outsideDrafts(parts.database),
    mustBeBound: profile.boundTokens,
    personOf: personOfSignIn(parts.records, config.recordColumn),
  })
  return { issuer, accept }
}
