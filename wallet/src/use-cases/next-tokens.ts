import type { Tokens } from '../domain/tokens.ts'
import type { Issuer, ProvingKey, World } from '../ports.ts'

/** What stands for tokens that are over. */
export interface Spent {
  /** The access token that is over; null to have the next one in any case. */
  readonly token: string | null
  readonly refreshToken: string
  /** The grant that has its refresh token, where several credentials came by one sign-in. */
  readonly sharedBy: string | undefined
  readonly boundTo: ProvingKey | null
}

/**
 * The next tokens, by the refresh token; null once that is worth nothing. Of several credentials that came by one sign-in each would spend the
 * others': they have one, and what one of them was given is good for the others. @see RFC 6749, section 6
 */
export async function nextTokens({ vault, oneAtATime }: Pick<World, 'vault' | 'oneAtATime'>, issuer: Pick<Issuer, 'refresh'>, { token, refreshToken, sharedBy, boundTo }: Spent): Promise<(Tokens & { readonly isFresh: boolean }) | null> {
  const refresh = async (shown: string) => {
    const tokens = await issuer.refresh({ refreshToken: shown, boundTo })
    return tokens === null ? null : { ...tokens, refreshToken: tokens.refreshToken ?? shown, isFresh: true }
  }
  if (sharedBy === undefined) return refresh(refreshToken)
  return oneAtATime(sharedBy, async () => {
    const shared = await vault.sharedGrant(sharedBy)
    if (shared !== null && token !== null && shared.token !== token) return { token: shared.token, refreshToken: shared.refreshToken, isFresh: false }
    const tokens = await refresh(shared?.refreshToken ?? refreshToken)
    // Before anything is done with them: from then on the refresh token before is worth nothing.
    if (tokens !== null) await vault.noteSharedGrant({ id: sharedBy, token: tokens.token, refreshToken: tokens.refreshToken })
    return tokens
  })
}
