import { seconds, type Branded, type Seconds } from '@counterfoil/shared/kernel/branded'

/** Names a council's own system to this service. */
export type CouncilClientId = Branded<string, 'CouncilClientId'>

/** What a system of a council may be allowed. */
export const councilScopes = ['offers:write', 'counterfoils:read', 'status:write'] as const
export type CouncilScope = (typeof councilScopes)[number]

/** A council's own system, as the operator registered it: it belongs to one authority, whose records alone it reaches. */
export interface CouncilClient {
  readonly id: CouncilClientId
  readonly authority: string
  readonly scopes: readonly CouncilScope[]
  readonly proof:
    | { readonly method: 'private_key_jwt'; readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] } }
    /** Hexadecimal SHA-256 of its secret; of two while it changes from one to the other. */
    | { readonly method: 'client_secret_basic'; readonly secretHashes: readonly string[] }
}

/** What a token allows whom. */
export interface CouncilGrant {
  readonly client: CouncilClientId
  readonly scopes: readonly CouncilScope[]
}

export const councilTokenLifetime: Seconds = seconds(300)

/** How a system is named in the audit log. */
export const actorOf = (client: CouncilClientId): string => `system:${client}`

/** The scopes that are asked for; all of the client's when none is named; null when one isn't the client's. @see RFC 6749, section 3.3 */
export function scopesFor({ scopes }: CouncilClient, asked: string | null): readonly CouncilScope[] | null {
  if (asked === null) return scopes
  const wanted = new Set(asked.split(' '))
  const given = scopes.filter((scope) => wanted.has(scope))
  return given.length === wanted.size ? given : null
}
