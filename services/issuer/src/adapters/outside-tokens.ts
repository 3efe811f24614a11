import { OutsideUnavailable, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'

const keysLast = 600
/** A key that nobody knows is looked for no oftener. */
const askedAgainAfter = 10
/** Seconds by which clocks may differ. */
export const clockTolerance = 5

interface KnownKeys {
  readonly find: ReturnType<typeof createLocalJWKSet>
  readonly fetchedAt: EpochSeconds
}

export interface OutsideServer {
  readonly issuer: string
  readonly fetchOutside: FetchOutside
  readonly algorithms: readonly string[]
  readonly requiredClaims: readonly string[]
}

/** Claims of an access token; null for one that isn't this server's, isn't for this audience, or has expired. Refuses `temporarily_unavailable` while its keys can't be had. */
export type ReadOutsideToken = (token: string, audience: string, now: EpochSeconds) => Promise<JWTPayload | null>

/**
 * Judges access tokens of a server that isn't ours by the keys that it publishes, which are fetched by the one guarded way out. Its metadata
 * say where they lie; a server without metadata has them at `/.well-known/jwks.json`. @see RFC 9068, section 4; RFC 8414, section 3
 */
export function outsideTokens({ issuer, fetchOutside, algorithms, requiredClaims }: OutsideServer): ReadOutsideToken {
  let known: KnownKeys | null = null
  let fetching: Promise<KnownKeys> | null = null
  const fetchKeys = (now: EpochSeconds): Promise<KnownKeys> => {
    fetching ??= keySetOf(issuer, fetchOutside)
      .then((keys) => (known = { find: createLocalJWKSet(keys), fetchedAt: now }))
      .finally(() => {
        fetching = null
      })
    return fetching
  }
  const verify = async (token: string, audience: string, now: EpochSeconds, keys: KnownKeys): Promise<JWTPayload> =>
    (await jwtVerify(token, keys.find, { typ: 'at+jwt', algorithms: [...algorithms], issuer, audience, requiredClaims: [...requiredClaims], currentDate: new Date(now * 1000), clockTolerance })).payload

  return async (token, audience, now) => {
    const keys = known !== null && now - known.fetchedAt < keysLast && known.fetchedAt <= now ? known : await fetchKeys(now)
    try {
      return await verify(token, audience, now, keys)
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error
      if (!(error instanceof errors.JWKSNoMatchingKey) || now - keys.fetchedAt < askedAgainAfter) return null
    }
    // It may have another key since.
    try {
      return await verify(token, audience, now, await fetchKeys(now))
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
}

async function keySetOf(issuer: string, fetchOutside: FetchOutside): Promise<JSONWebKeySet> {
  try {
    const { origin, pathname } = new URL(issuer)
    const metadata = await jsonAt(`${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`, fetchOutside)
    const named = metadata?.['issuer'] === issuer ? metadata['jwks_uri'] : undefined
    const keys = await jsonAt(typeof named === 'string' ? named : `${issuer}/.well-known/jwks.json`, fetchOutside)
    if (keys === null || !Array.isArray(keys['keys'])) throw new Refusal('temporarily_unavailable', { detail: 'the authorization server publishes no keys' })
    return keys as unknown as JSONWebKeySet
  } catch (cause) {
    if (cause instanceof OutsideUnavailable) throw new Refusal('temporarily_unavailable', { detail: `keys of the authorization server: ${cause.fault}`, cause })
    throw cause
  }
}

/** Null where there is nothing. */
async function jsonAt(url: string, fetchOutside: FetchOutside): Promise<JsonObject | null> {
  const { status, body } = await fetchOutside(url, { headers: { accept: 'application/json' } })
  if (status !== 200) return null
  const parsed = parseUniqueJson(body.toString('utf8'))
  return 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : null
}
