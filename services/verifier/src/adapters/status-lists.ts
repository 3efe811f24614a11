import type { KeyObject } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { DidResolver } from '@counterfoil/shared/did/did-resolver'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { ageOf, isYoungerThan, type Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken, type ParsedStatusList } from '@counterfoil/shared/status-list/status-list-token'
import type { StatusEntry } from '../ports.ts'
import { assertingKey } from './asserting-key.ts'
import { ledgerRefusal, type LedgerIssuer } from './ledger-facts.ts'
import type { FetchStatusList } from './status-list-fetcher.ts'

interface Held {
  readonly parsed: ParsedStatusList
  readonly etag: string | null
  readonly signer: string
  /** When the publisher last said that this is its list. */
  readonly observedAt: EpochSeconds
}

interface Source {
  held: Held | null
  /** The latest failure, remembered for a few seconds so that nobody waits for it again. */
  failure: { readonly at: EpochSeconds; readonly error: unknown } | null
  underWay: Promise<Held> | null
}

export interface StatusListsOptions {
  readonly fetch: FetchStatusList
  readonly resolver: DidResolver
  readonly clock: Clock
  /** How long a list is used without asking its publisher whether it still stands. */
  readonly freshFor: Seconds
}

const failureRemembered = 5
const mostSources = 256

export type StatusOf = (uri: string, index: number, issuer: LedgerIssuer) => Fact<StatusEntry> | Promise<Fact<StatusEntry>>

/**
 * The status lists of accredited issuers, held whole so that nobody learns of one citizen. A list that can't be
 * confirmed goes on being used for its own `ttl` and never past its `exp`; after that the answer is `status_unavailable`.
 * @see Token Status List, sections 8.3 and 11.5
 */
export function statusLists(options: StatusListsOptions): StatusOf {
  const sources = new Map<string, Source>()
  return (uri, index, issuer) => {
    const source = sourceOf(uri, issuer)
    const now = options.clock.now()
    const { held } = source
    if (held !== null && sameDid(didOf(held.signer), issuer.did)) {
      const failedNow = source.failure !== null && now - source.failure.at < failureRemembered
      if (isYoungerThan(held, options.freshFor, now) || (failedNow && isUsable(held, now))) return entry(held, index)
    }
    return confirm(uri, source, issuer).then((standing) => entry(standing, index))
  }

  // Only below the address that the consortium lists for this issuer, so no credential can send us anywhere else.
  function sourceOf(uri: string, issuer: LedgerIssuer): Source {
    if (issuer.listed === null || !liesUnder(issuer.listed.issuer, uri)) throw new Refusal('invalid_status_list', { detail: 'uri is not one of the issuer' })
    const known = sources.get(uri)
    if (known !== undefined) return known
    if (sources.size >= mostSources) sources.clear()
    const source: Source = { held: null, failure: null, underWay: null }
    sources.set(uri, source)
    return source
  }

  async function confirm(uri: string, source: Source, issuer: LedgerIssuer): Promise<Held> {
    const now = options.clock.now()
    if (source.failure !== null && now - source.failure.at < failureRemembered) throw source.failure.error
    source.underWay ??= refresh(uri, source, issuer, now).finally(() => {
      source.underWay = null
    })
    try {
      return await source.underWay
    } catch (error) {
      if (source.held !== null && isUsable(source.held, now)) return source.held
      throw error
    }
  }

  async function refresh(uri: string, source: Source, issuer: LedgerIssuer, now: EpochSeconds): Promise<Held> {
    try {
      const standing = source.held !== null && isUnexpired(source.held, now) ? source.held : null
      const fetched = await options.fetch(uri, standing?.etag ?? null)
      const held = fetched.kind === 'token' ? await accept(uri, fetched, source, issuer, now) : confirmed(standing, now)
      source.held = held
      source.failure = null
      return held
    } catch (error) {
      source.failure = { at: now, error }
      throw error
    }
  }

  async function accept(uri: string, fetched: { token: string; etag: string | null }, source: Source, issuer: LedgerIssuer, now: EpochSeconds): Promise<Held> {
    // An older list than one that was seen would take a revocation back. @see Token Status List, section 11.5
    const parsed = parseStatusListToken(fetched.token, { uri, now, notBefore: source.held?.parsed.issuedAt ?? 0 }, inflate)
    const { kid } = parsed.jwt.header
    if (typeof kid !== 'string' || !sameDid(didOf(kid), issuer.did)) throw new Refusal('invalid_status_list', { detail: 'signed by another identity' })
    const key = await publishedKey(kid)
    if (!verifyEs256(key, parsed.jwt.signingInput, parsed.jwt.signature)) throw new Refusal('invalid_status_list', { detail: 'signature' })
    return { parsed, etag: fetched.etag, signer: kid, observedAt: now }
  }

  async function publishedKey(kid: string): Promise<KeyObject> {
    try {
      const resolved = await options.resolver.resolve(didOf(kid))
      const key = resolved === null || resolved.value.metadata.deactivated ? null : assertingKey(resolved.value.document, kid)
      if (key === null) throw new Refusal('invalid_status_list', { detail: 'the issuer does not publish the key' })
      return key
    } catch (error) {
      throw ledgerRefusal(error)
    }
  }
}

function confirmed(standing: Held | null, now: EpochSeconds): Held {
  if (standing === null) throw new Refusal('status_unavailable', { detail: 'unchanged from what is not there' })
  return { ...standing, observedAt: now }
}

const isUnexpired = ({ parsed }: Held, now: EpochSeconds): boolean => parsed.expiresAt === null || parsed.expiresAt > now
const isUsable = (held: Held, now: EpochSeconds): boolean => isUnexpired(held, now) && ageOf(held, now) <= held.parsed.ttl

function entry(held: Held, index: number): Fact<StatusEntry> {
  const value = readStatus(held.parsed.list, index)
  if (value === null) throw new Refusal('status_index_out_of_bounds')
  return { value: { value, listIssuedAt: held.parsed.issuedAt }, observedAt: held.observedAt }
}

/** Strict zlib: nothing may follow the stream, and a bomb stops at the cap. @see Token Status List, section 4.1 */
function inflate(bytes: Uint8Array, most: number): Uint8Array {
  const { buffer, engine } = inflateSync(bytes, { maxOutputLength: most, info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } } // `info: true` answers so; the types don't say it
  if (engine.bytesWritten !== bytes.length) throw new RangeError('something follows the stream')
  return buffer
}
