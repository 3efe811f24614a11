import type { CouncilClient, CouncilGrant } from '../../domain/council-client.ts'
import type { CouncilTokens } from '../../ports/council-api.ts'
import { sealedText } from './sealed-text.ts'

/** By which scanners of leaked secrets know them, and everybody that they are not of a wallet. */
const prefix = 'cfc_'

interface TokenContent extends CouncilGrant {
  readonly expiresAt: number
}

/** Tokens that nothing is kept of: what they allow is sealed into them. A client that is struck off is out with its next request. */
export function councilTokens(serviceSecret: string, clients: ReadonlyMap<string, CouncilClient>): CouncilTokens {
  const sealed = sealedText(serviceSecret, 'council token')
  return {
    make: (authority, grant, expiresAt) => `${prefix}${sealed.seal(authority, JSON.stringify({ ...grant, expiresAt } satisfies TokenContent), 'token')}`,
    read: (authority, token, now) => {
      const text = token.startsWith(prefix) ? sealed.open(authority, token.slice(prefix.length), 'token') : null
      if (text === null) return null
      const { client: id, scopes, expiresAt } = JSON.parse(text) as TokenContent
      const client = clients.get(id)
      if (expiresAt <= now || client === undefined || client.authority !== authority) return null
      return { client: id, scopes: scopes.filter((scope) => client.scopes.includes(scope)) }
    },
  }
}
