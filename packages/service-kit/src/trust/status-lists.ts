import type { KeyObject } from 'node:crypto'
import { verifyEs256 } from '../crypto/es256.ts'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { epochSeconds, seconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { ageOf, isYoungerThan, type Fact } from '@counterfoil/shared/kernel/fact'
import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import type { StatusReference } from '@counterfoil/shared/status-list/status-reference'
import type { ReadStatusList } from '@counterfoil/shared/status-list/status-list-token'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { statusIssuerOf } from '@counterfoil/shared/trust/status-issuer'
import type { Trust } from '@counterfoil/shared/trust/trust'
import type { StatusEntry } from '@counterfoil/shared/verification/verification-ports'
import { readStatusList } from './read-status-list.ts'
import { assertingKey } from './asserting-key.ts'
import { ledgerRefusal, type LedgerIssuer } from './ledger-facts.ts'
import type { FetchStatusList } from './status-list-fetcher.ts'

interface Held {
  readonly token: string
  readonly parsed: ReadStatusList
  readonly etag: string | null
  readonly signer: string
  /** When the publisher last said that this is its list. */
  readonly observedAt: EpochSeconds
}

interface FetchedList {
  readonly token: string
  readonly etag: string | null
  readonly observedAt: EpochSeconds
}

interface KeptList extends FetchedList {
  readonly issuedAt: number
}

interface Source {
  /** The address of the list's signer below which this one was found to lie. */
  readonly below: string
  held: Held | null
  /** What was kept over a restart and hasn't been judged again yet. */
  kept: KeptList | null
  /** The latest `iat` of this address that was ever seen: an older list would take a revocation back. */
  newest: number
  /** The latest failure, remembered for a few seconds so that nobody waits for it again. */
  failure: { readonly at: EpochSeconds; readonly error: unknown } | null
  underWay: Promise<Held> | null
}

export interface StatusListsOptions {
  readonly fetch: FetchStatusList
  readonly trust: Pick<Trust, 'resolve' | 'listing' | 'accreditation'>
  /** The key of a chain that leads to a signer's anchors now, null for any other; undefined for a signer whose keys are published otherwise. */
  readonly certifiedKey?: (signer: string, x5c: readonly string[]) => KeyObject | null | undefined
  readonly clock: Clock
  /** How long a list is used without asking its publisher whether it still stands. */
  readonly freshFor: Seconds
  /** How long a list is used at most while its publisher can't be reached. */
  readonly limit: Seconds
  readonly kept: KeptFacts
}

const failureRemembered = seconds(5)
const mostSources = 256

export type StatusOf = (entry: StatusReference, issuer: LedgerIssuer) => Fact<StatusEntry> | Promise<Fact<StatusEntry>>

/**
 * The status lists of accredited issuers, or of whom the consortium lets sign for them, held whole so that nobody learns of one citizen. A list that can't be
 * confirmed goes on being used for its own `ttl`, never past its `exp` nor our limit; after that the answer is
 * `status_unavailable`. It is kept over a restart and judged again then, its signature too.
 * @see Token Status List, sections 8.3 and 11.5
 */
export function statusLists(options: StatusListsOptions): StatusOf {
  const sources = new Map<string, Source>()
  return (reference, issuer) => {
    const signer = signerOf(reference, issuer)
    return signer instanceof Promise ? signer.then((found) => look(reference, found)) : look(reference, signer)
  }

  function look(reference: StatusReference, signer: ListedAuthority): ReturnType<StatusOf> {
    const source = sourceOf(reference, signer)
    const { index } = reference
    const now = options.clock.now()
    const { held } = source
    if (held !== null && sameDid(didOf(held.signer), signer.did)) {
      const isFresh = isYoungerThan(held, options.freshFor, now) && isUnexpired(held, now)
      if (isFresh || (hasFailed(source, now) && isUsable(held, options.limit, now))) return entry(held, index)
    }
    return confirm(reference, source, signer).then((standing) => entry(standing, index))
  }

  // Only below the address that the consortium lists for this issuer, or for a signer of its lists, so no credential can send us anywhere else.
  function signerOf(reference: StatusReference, { listed }: LedgerIssuer): ListedAuthority | Promise<ListedAuthority> {
    if (listed === null) throw strange()
    if (sources.get(nameOf(reference))?.below === listed.issuer || liesUnder(listed.issuer, reference.uri)) return listed
    const found = statusIssuerOf(options.trust, listed.did, reference.uri)
    if (!(found instanceof Promise)) return found.value ?? raise(strange())
    return found.then(({ value }) => value ?? raise(strange()), (error: unknown) => raise(ledgerRefusal(error)))
  }

  function sourceOf(reference: StatusReference, signer: ListedAuthority): Source {
    const name = nameOf(reference)
    const known = sources.get(name)
    if (known !== undefined && known.below === signer.issuer) return known
    if (sources.size >= mostSources) sources.clear()
    const kept = parseKeptList(options.kept.read(name))
    const source: Source = { below: signer.issuer, held: null, kept, newest: kept?.issuedAt ?? 0, failure: null, underWay: null }
    sources.set(name, source)
    return source
  }

  async function confirm(reference: StatusReference, source: Source, signer: ListedAuthority): Promise<Held> {
    const now = options.clock.now()
    if (hasFailed(source, now)) throw source.failure?.error
    source.underWay ??= refresh(reference, source, signer, now).finally(() => {
      source.underWay = null
    })
    try {
      return await source.underWay
    } catch (error) {
      if (source.held !== null && isUsable(source.held, options.limit, now)) return source.held
      throw error
    }
  }

  async function refresh(reference: StatusReference, source: Source, signer: ListedAuthority, now: EpochSeconds): Promise<Held> {
    try {
      await restore(reference, source, signer, now)
      if (source.held !== null && !(await isTrusted(source.held))) source.held = null
      const standing = source.held !== null && isUnexpired(source.held, now) ? source.held : null
      const fetched = await options.fetch(reference, standing?.etag ?? null)
      const held = fetched.kind === 'token' ? await accept(reference, { ...fetched, observedAt: now }, source, signer, now) : confirmed(standing, now)
      options.kept[fetched.kind === 'token' ? 'keep' : 'confirm'](nameOf(reference), () => ({ token: held.token, etag: held.etag, observedAt: held.observedAt, issuedAt: source.newest }))
      source.held = held
      source.failure = null
      return held
    } catch (error) {
      source.failure = { at: now, error }
      throw error
    }
  }

  /** What was kept is a list again once it passes every check that a fetched one passes; its age stays what it is. */
  async function restore(reference: StatusReference, source: Source, signer: ListedAuthority, now: EpochSeconds): Promise<void> {
    const { kept } = source
    if (kept === null) return
    try {
      source.held = await accept(reference, kept, source, signer, now)
    } catch (error) {
      if (!isRefusal(error, 'invalid_status_list')) throw error
    }
    source.kept = null
  }

  async function accept(reference: StatusReference, fetched: FetchedList, source: Source, signer: ListedAuthority, now: EpochSeconds): Promise<Held> {
    // @see Token Status List, section 11.5
    const parsed = readStatusList(reference, fetched.token, { now, notBefore: source.newest })
    const certified = options.certifiedKey?.(signer.did, parsed.x5c)
    if (certified === null) throw new Refusal('invalid_status_list', { detail: 'x5c' })
    const kid = certified === undefined ? keyUrl(signer.did, parsed.kid) : signer.did
    if (kid === null || !sameDid(didOf(kid), signer.did)) throw new Refusal('invalid_status_list', { detail: 'signed by another identity' })
    const key = certified ?? (await publishedKey(kid))
    if (!verifyEs256(key, parsed.signed.input, parsed.signed.signature)) throw new Refusal('invalid_status_list', { detail: 'signature' })
    source.newest = parsed.issuedAt
    return { token: fetched.token, parsed, etag: fetched.etag, signer: kid, observedAt: fetched.observedAt }
  }

  /** A list may be the same while its key has been revoked, or its certificate has ended. */
  async function isTrusted({ signer: kid, parsed: { x5c } }: Held): Promise<boolean> {
    const certified = options.certifiedKey?.(kid, x5c)
    if (certified !== undefined) return certified !== null
    return publishedKey(kid).then(() => true, (error: unknown) => (isRefusal(error, 'invalid_status_list') ? false : Promise.reject(error)))
  }

  async function publishedKey(kid: string): Promise<KeyObject> {
    try {
      const resolved = await options.trust.resolve(didOf(kid))
      const key = resolved === null || resolved.value.metadata.deactivated ? null : assertingKey(resolved.value, kid)
      if (key === null) throw new Refusal('invalid_status_list', { detail: 'its signer does not publish the key' })
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

const strange = (): Refusal => new Refusal('invalid_status_list', { detail: 'uri is neither one of the issuer, nor of who may sign lists for it' })

function raise(error: unknown): never {
  throw error
}

const isRefusal = (error: unknown, code: RefusalCode): boolean => error instanceof Refusal && error.code === code
/** Who is named by an address names its keys without it. */
const keyUrl = (signer: string, kid: string | null): string | null => (kid !== null && signer.startsWith('https:') ? `${signer}#${kid}` : kid)
/** One address read in two ways is two lists. */
const nameOf = (reference: StatusReference): string => `status list ${reference.mechanism === 'status_list' ? '' : `for ${reference.purpose} `}${reference.uri}`
const hasFailed = ({ failure }: Source, now: EpochSeconds): boolean => failure !== null && isYoungerThan({ observedAt: failure.at }, failureRemembered, now)
const isUnexpired = ({ parsed }: Held, now: EpochSeconds): boolean => parsed.expiresAt === null || parsed.expiresAt > now
const isUsable = (held: Held, limit: Seconds, now: EpochSeconds): boolean => isUnexpired(held, now) && ageOf(held, now) <= Math.min(held.parsed.ttl, limit)

function entry(held: Held, index: number): Fact<StatusEntry> {
  const value = readStatus(held.parsed.list, index)
  if (value === null) throw new Refusal('status_index_out_of_bounds')
  return { value: { value, listIssuedAt: held.parsed.issuedAt }, observedAt: held.observedAt }
}

function parseKeptList(kept: Json | undefined): KeptList | null {
  if (!isJsonObject(kept)) return null
  const { token, etag, observedAt, issuedAt } = kept
  if (typeof token !== 'string' || (etag !== null && typeof etag !== 'string') || typeof observedAt !== 'number' || typeof issuedAt !== 'number') return null
  return { token, etag, observedAt: epochSeconds(observedAt), issuedAt }
}
