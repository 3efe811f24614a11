import type { VerificationMethod } from '../did/did-document.ts'
import type { DidResolver, ResolvedDid } from '../did/did-resolver.ts'
import type { FormerKey } from '../did/key-history.ts'
import { epochSeconds, type EpochSeconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Fact } from '../kernel/fact.ts'
import { isListIdentity } from './list-change.ts'
import type { KnownList } from './list-reader.ts'

type Answer = ReturnType<DidResolver['resolve']>
type Found = Fact<ResolvedDid> | null

interface Combined {
  readonly document: Fact<ResolvedDid>
  readonly list: KnownList
  readonly from: EpochSeconds
  /** When the next validity ends in it. */
  readonly until: number
  readonly fact: Fact<ResolvedDid>
}

export interface ListIdentitiesOptions {
  readonly readList: () => KnownList | Promise<KnownList>
  readonly web: DidResolver
  readonly clock: Clock
}

/**
 * Identities as their own did:web documents tell, and as the list does: the documents forget, so a key that was removed and
 * an identity that was given up stand on the list. Only identities that it ever named are looked up: no credential can send
 * us anywhere else.
 */
export function listIdentities({ readList, web, clock }: ListIdentitiesOptions): DidResolver {
  const known = new Map<string, Combined>()
  return {
    resolve: (did) => {
      if (!isListIdentity(did)) return null
      const list = readList()
      return list instanceof Promise ? list.then((read) => resolveOn(read, did)) : resolveOn(list, did)
    },
  }

  function resolveOn(list: KnownList, did: string): Answer {
    if (list.state.givenUp.has(did)) return { value: givenUp(did), observedAt: list.observedAt, block: list.length }
    if (!list.state.named.has(did)) return null
    const document = web.resolve(did)
    return document instanceof Promise ? document.then((read) => combine(did, read, list)) : combine(did, document, list)
  }

  function combine(did: string, document: Found, list: KnownList): Found {
    if (document === null) return null
    const [before, now] = [known.get(did), clock.now()]
    const isInTime = before !== undefined && now >= before.from && now < before.until
    if (isInTime && before.document === document && before.list === list) return before.fact
    const isSame = isInTime && before.document.value === document.value && before.list.state === list.state
    const observedAt = epochSeconds(Math.min(document.observedAt, list.observedAt))
    const value = isSame ? before.fact.value : withoutEnded(document.value, list, now)
    const fact = { value, observedAt, block: list.length }
    known.set(did, { document, list, from: now, until: nextEnd(document.value, now), fact })
    return fact
  }
}

const instantOf = (date: string | undefined): number => (date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date) / 1000)

const nextEnd = ({ document }: ResolvedDid, now: EpochSeconds): number =>
  Math.min(...document.verificationMethod.flatMap(({ expires, revoked }) => [instantOf(expires), instantOf(revoked)]).filter((end) => end > now), Number.POSITIVE_INFINITY)

/** The document without the keys that are over, which are told apart. @see Controlled Identifiers 1.0, section 2.2 */
function withoutEnded({ document, metadata }: ResolvedDid, { state }: KnownList, now: EpochSeconds): ResolvedDid {
  const endOf = ({ id, expires, revoked }: VerificationMethod): FormerKey | null => {
    const entry = state.removedKeys.get(id)
    if (entry !== undefined) return { fate: 'revoked', entry }
    if (instantOf(revoked) <= now) return { fate: 'revoked', at: instantOf(revoked) }
    return instantOf(expires) <= now ? { fate: 'expired', at: instantOf(expires) } : null
  }
  const ended = new Map(document.verificationMethod.map((method) => [method.id, endOf(method)]))
  const stands = (id: string): boolean => ended.get(id) === null
  return {
    document: {
      ...document,
      verificationMethod: document.verificationMethod.filter(({ id }) => stands(id)),
      authentication: document.authentication.filter(stands),
      assertionMethod: document.assertionMethod.filter(stands),
    },
    metadata,
    purposeOf: (id) => document.verificationMethod.find((method) => method.id === id)?.counterfoil_purpose ?? null,
    formerKey: (id) => {
      const entry = state.removedKeys.get(id)
      return entry === undefined ? (ended.get(id) ?? null) : { fate: 'revoked', entry }
    },
  }
}

const givenUp = (did: string): ResolvedDid => ({
  document: { id: did, verificationMethod: [], authentication: [], assertionMethod: [] },
  metadata: { deactivated: true },
  formerKey: () => null,
})
