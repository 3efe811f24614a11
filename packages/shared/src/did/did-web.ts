import { epochSeconds, seconds, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan, type Fact } from '../kernel/fact.ts'
import { isJsonObject } from '../kernel/json.ts'
import type { KeptFacts } from '../trust/kept-facts.ts'
import type { DidDocument } from './did-document.ts'
import { DidUnavailable, noFormerKey, type DidResolver, type ResolvedDid } from './did-resolver.ts'
import { didWebUrl } from './did-web-url.ts'
import { parseDidDocument } from './parse-did-document.ts'

export interface FetchedDocument {
  readonly status: number
  readonly mediaType: string
  readonly text: string
}

export interface WebResolverOptions {
  /** Fetches by https within limits of time and size, from no private address, following no redirect; throws otherwise. */
  readonly fetchDocument: (url: string) => Promise<FetchedDocument>
  readonly clock: Clock
  /** How long a document is used without fetching it again. */
  readonly freshFor: Seconds
  /** How old it may be when its server can't be reached. */
  readonly staleFor: Seconds
  readonly kept?: KeptFacts
}

/** A document as it was fetched, and what it says: null when there is none. */
interface Known {
  readonly fact: Fact<ResolvedDid> | null
  readonly fetched: FetchedDocument
  readonly observedAt: EpochSeconds
}

const mostKnown = 256
/** A "there is none", and a failure, are believed no longer than this. */
const longestNo = seconds(10)
const mediaTypes = new Set(['application/did+json', 'application/did+ld+json', 'application/did', 'application/json', 'application/ld+json'])

/** What is asked for when a document is fetched. */
export const didDocumentTypes = 'application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8'

/** A way of finding an identity's keys where it publishes them. */
export interface PublishedMethod {
  /** Where they lie; null for what is no name of this method. */
  readonly urlOf: (name: string) => string | null
  /** What lies there, as a document of this very name; null for what is none. */
  readonly parse: (text: string, name: string) => DidDocument | null
}

/** Resolves did:web. Its document says nothing of its past, so a key that is gone is one that never was. */
export const createWebResolver = (options: WebResolverOptions): DidResolver => createPublishedResolver(options, { urlOf: didWebUrl, parse: parseDidDocument })

/** Resolves what is published at an address: fetched once for all who wait, kept, and used for a while when it can't be fetched again. */
export function createPublishedResolver(options: WebResolverOptions, { urlOf, parse }: PublishedMethod): DidResolver {
  const known = new Map<string, Known>()
  const underWay = new Map<string, Promise<Known>>()
  const failures = new Map<string, EpochSeconds>()
  return {
    resolve: (did) => {
      const url = urlOf(did)
      if (url === null) return null
      const [found, now] = [known.get(did) ?? load(did), options.clock.now()]
      if (found !== undefined && isYoungerThan(found, found.fact === null ? longestNo : options.freshFor, now)) return found.fact
      const started = underWay.get(did) ?? ask(did, url, found).finally(() => underWay.delete(did))
      underWay.set(did, started)
      return started.then(({ fact }) => fact)
    },
  }

  async function ask(did: string, url: string, found: Known | undefined): Promise<Known> {
    const now = options.clock.now()
    const failedAt = failures.get(did)
    if (failedAt !== undefined && isYoungerThan({ observedAt: failedAt }, longestNo, now)) return standIn(found, now)
    try {
      const fetched = await options.fetchDocument(url)
      const isSame = found !== undefined && areSame(fetched, found.fetched)
      const told = isSame ? confirmed(found, now) : knownFrom(did, fetched, now, parse)
      failures.delete(did)
      options.kept?.[isSame ? 'confirm' : 'keep'](nameOf(did), () => ({ ...fetched, observedAt: now }))
      return remember(known, did, told)
    } catch (cause) {
      remember(failures, did, now)
      return standIn(found, now, cause)
    }
  }

  /** What was known before, while its server can't be reached. */
  function standIn(found: Known | undefined, now: EpochSeconds, cause?: unknown): Known {
    if (found !== undefined && found.fact !== null && isYoungerThan(found, options.staleFor, now)) return found
    throw new DidUnavailable('The document of this DID cannot be fetched.', { cause })
  }

  /** What was kept is read again like what was fetched; its age stays what it is. */
  function load(did: string): Known | undefined {
    const kept = options.kept?.read(nameOf(did))
    if (!isJsonObject(kept)) return undefined
    const { status, mediaType, text, observedAt } = kept
    if (typeof status !== 'number' || typeof mediaType !== 'string' || typeof text !== 'string' || typeof observedAt !== 'number') return undefined
    try {
      return remember(known, did, knownFrom(did, { status, mediaType, text }, epochSeconds(observedAt), parse))
    } catch (error) {
      if (error instanceof DidUnavailable) return undefined
      throw error
    }
  }
}

const nameOf = (did: string): string => `did ${did}`
const areSame = (one: FetchedDocument, other: FetchedDocument): boolean => one.status === other.status && one.mediaType === other.mediaType && one.text === other.text
const confirmed = (found: Known, observedAt: EpochSeconds): Known => ({ ...found, observedAt, fact: found.fact === null ? null : { ...found.fact, observedAt } })

function knownFrom(did: string, fetched: FetchedDocument, observedAt: EpochSeconds, parse: PublishedMethod['parse']): Known {
  const value = read(did, fetched, parse)
  return { fetched, observedAt, fact: value === null ? null : { value, observedAt } }
}

function remember<Value>(into: Map<string, Value>, did: string, value: Value): Value {
  into.delete(did)
  into.set(did, value)
  const [oldest] = into.keys()
  if (into.size > mostKnown && oldest !== undefined) into.delete(oldest)
  return value
}

function read(did: string, { status, mediaType, text }: FetchedDocument, parse: PublishedMethod['parse']): ResolvedDid | null {
  if (status === 404 || status === 410) return null
  const document = status === 200 && mediaTypes.has(mediaType.split(';')[0]?.trim().toLowerCase() ?? '') ? parse(text, did) : null
  if (document === null) throw new DidUnavailable('What lies there is not the document of this DID.')
  return { document, metadata: {}, formerKey: noFormerKey }
}
