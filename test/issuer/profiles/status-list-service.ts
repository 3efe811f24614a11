import { deflateSync } from 'node:zlib'
import { signedBy } from '../../support/outside-wallet.ts'
import { claimsBy, startOtherServer, type Answer, type OtherServer } from './other-server.ts'

// The status list service that issuers of the GOV.UK Wallet share, as its published API has it: `/issue` and `/revoke` take signed JWTs whose
// `jti` is good for one set of claims, `/t/…` is a Token Status List of two bits. A border that isn't ours.

export interface StatusListService extends OtherServer {
  /** Answers nothing but that it is away, until told otherwise. */
  away(isAway: boolean): void
  /** How often each endpoint was asked, whatever came of it. */
  readonly asked: { issue: number; revoke: number }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export async function startStatusListService(clientId: string, keySetUrl: () => string): Promise<StatusListService> {
  const entries: number[] = Array.from({ length: 40 }, () => 0)
  const answers = new Map<string, { readonly claims: string; readonly answer: Answer }>()
  const asked = { issue: 0, revoke: 0 }
  let isAway = false
  const now = (): number => Math.floor(Date.now() / 1000)

  const issue = (claims: Readonly<Record<string, unknown>>, self: OtherServer): Answer => {
    const { statusExpiry, iat } = claims
    if (typeof statusExpiry !== 'number' || typeof iat !== 'number' || statusExpiry <= now() || statusExpiry - iat > 365 * 86_400) return { status: 400, body: { error: 'BAD_REQUEST' } }
    entries.push(0)
    return { status: 200, body: { idx: entries.length - 1, uri: `${self.url}/t/A671FED3E9AD` } }
  }
  const revoke = ({ idx, uri }: Readonly<Record<string, unknown>>, self: OtherServer): Answer => {
    if (typeof idx !== 'number' || uri !== `${self.url}/t/A671FED3E9AD` || entries[idx] === undefined) return { status: 404, body: { error: 'NOT_FOUND' } }
    entries[idx] = 1
    return { status: 202, body: { message: 'Request processed for revocation', revokedAt: now() } }
  }
  const list = (self: OtherServer): string => {
    const bytes = Buffer.alloc(Math.ceil(entries.length / 4))
    for (const [place, value] of entries.entries()) bytes[place >> 2] = (bytes[place >> 2] ?? 0) | (value << ((place % 4) * 2))
    return signedBy(self.key, { typ: 'statuslist+jwt', kid: self.kid }, { iss: self.url, sub: `${self.url}/t/A671FED3E9AD`, iat: now(), exp: now() + 3600, ttl: 3600, status_list: { bits: 2, lst: deflateSync(bytes).toString('base64url') } })
  }

  const server = await startOtherServer(async ({ path, method, contentType, body }, self) => {
    if (method === 'GET' && path.startsWith('/t/')) return { status: 200, type: 'application/statuslist+jwt', body: list(self) }
    const endpoint = path === '/issue' ? 'issue' : path === '/revoke' ? 'revoke' : null
    if (endpoint === null || method !== 'POST') return { status: 404, body: { error: 'NOT_FOUND' } }
    asked[endpoint] += 1
    if (isAway) return { status: 503, body: { error: 'TEMPORARILY_UNAVAILABLE' } }
    if (contentType !== 'application/jwt') return { status: 400, body: { error: 'BAD_REQUEST' } }
    const claims = await claimsBy(body, keySetUrl())
    if (claims.iss !== clientId || typeof claims.iat !== 'number' || !uuid.test(claims.jti ?? '')) return { status: 401, body: { error: 'UNAUTHORIZED' } }
    const before = answers.get(`${endpoint} ${claims.jti ?? ''}`)
    if (before !== undefined && endpoint === 'issue' && before.claims !== JSON.stringify(claims)) return { status: 400, body: { error: 'BAD_REQUEST' } }
    const answer = before?.answer ?? (endpoint === 'issue' ? issue(claims, self) : revoke(claims, self))
    answers.set(`${endpoint} ${claims.jti ?? ''}`, { claims: JSON.stringify(claims), answer })
    return answer
  })
  return { ...server, asked, away: (told) => void (isAway = told) }
}
