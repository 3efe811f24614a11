/** What one caller, and all of them together, may take of a service. */
export interface HttpLimits {
  /** The operator's own proxies, as addresses or networks; only they are believed who a caller is. None unless told. */
  readonly trustedProxies: readonly string[]
  /** Requests that one address (in IPv6, one /64) may make in a minute; 0 for no limit. */
  readonly requestsPerMinute: number
  /** Wrong codes, tokens and keys that one address may try in a minute; 0 for no limit. */
  readonly missesPerMinute: number
  /** Requests that one authority's form server may make in a minute; 0 for no limit. */
  readonly authorityRequestsPerMinute: number
  readonly mostConnections: number
  /** Above this delay of the event loop, requests are turned away for a moment; 0 for never. */
  readonly overloadDelayMs: number
  readonly largestBody: number
  readonly largestHeaders: number
  readonly headersWithinMs: number
  readonly requestWithinMs: number
  /** A connection on which nothing moves is closed after this time. */
  readonly silenceMs: number
}

export const usualLimits: HttpLimits = {
  trustedProxies: [],
  requestsPerMinute: 6000,
  missesPerMinute: 20,
  authorityRequestsPerMinute: 60_000,
  mostConnections: 4096,
  overloadDelayMs: 200,
  largestBody: 64 * 1024,
  largestHeaders: 16 * 1024,
  headersWithinMs: 10_000,
  requestWithinMs: 15_000,
  silenceMs: 30_000,
}
