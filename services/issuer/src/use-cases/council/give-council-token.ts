import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { councilTokenLifetime, scopesFor, type CouncilScope } from '../../domain/council-client.ts'
import type { ClientProof, ClientProofs, CouncilTokens } from '../../ports/council-api.ts'

interface Ports {
  readonly clock: Clock
  readonly proofs: ClientProofs
  readonly tokens: CouncilTokens
}

export interface GivenToken {
  readonly token: string
  readonly scopes: readonly CouncilScope[]
  readonly expiresAt: EpochSeconds
}

/** Gives a council's own system a token for what it asks and may. Refuses `invalid_client`, `invalid_scope`. @see RFC 6749, section 4.4 */
export const giveCouncilToken =
  ({ clock, proofs, tokens }: Ports) =>
  async (authority: Authority, proof: ClientProof, scope: string | null): Promise<GivenToken> => {
    const now = clock.now()
    const client = await proofs.judge(authority, proof, now)
    if (client === null) throw new Refusal('invalid_client')
    const scopes = scopesFor(client, scope)
    if (scopes === null) throw new Refusal('invalid_scope', { words: 'The scope names something that this client is not allowed.' })
    const expiresAt = plus(now, councilTokenLifetime)
    return { token: tokens.make(authority.id, { client: client.id, scopes }, expiresAt), scopes, expiresAt }
  }
