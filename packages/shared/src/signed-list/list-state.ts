import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { ListedAuthority } from '../trust/authority-directory.ts'
import type { AccreditationQuestion } from '../trust/trust.ts'
import type { Government, Governor, ListChange } from './list-change.ts'
import { thumbprintOf } from './list-thumbprint.ts'

/** What the list says after so many entries. */
export interface ListState {
  readonly government: Government | null
  /** By DID, in the order in which they were listed. */
  readonly listed: ReadonlyMap<string, ListedAuthority>
  /** When each accreditation ends, by `accreditationName`. */
  readonly accredited: ReadonlyMap<string, number>
  /** Keys that were removed, by DID URL, with the number of the entry that did it. */
  readonly removedKeys: ReadonlyMap<string, number>
  readonly givenUp: ReadonlySet<string>
  /** The key that signs for each identity, by DID: of those who govern, and of those who don't. */
  readonly controllers: ReadonlyMap<string, P256PublicJwk>
  /** Thumbprints of keys that signed for somebody before: they never do again. */
  readonly formerKeys: ReadonlySet<string>
  /** The keys that anchored for each identity, by DID; the last one does now. */
  readonly anchorKeys: ReadonlyMap<string, readonly P256PublicJwk[]>
  /** Every identity that the list ever named: no other is looked up anywhere. */
  readonly named: ReadonlySet<string>
}

export const emptyState: ListState = { government: null, listed: new Map(), accredited: new Map(), removedKeys: new Map(), givenUp: new Set(), controllers: new Map(), formerKeys: new Set(), anchorKeys: new Map(), named: new Set() }

export const accreditationName = (kind: AccreditationQuestion['kind'], scope: string, did: string): string => `${kind} ${scope} ${did}`

const without = <Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> => new Map([...map].filter(([name]) => name !== key))

/** The state after one more change, of the entry with this number. */
export function applyChange(state: ListState, change: ListChange, number: number): ListState {
  switch (change.kind) {
    case 'govern': {
      const { threshold, governors, publisher } = change
      const governed = { ...state, government: { threshold, governors, publisher }, named: new Set([...state.named, ...governors.map(({ did }) => did)]) }
      return governors.reduce<ListState>((after, { did, jwk }) => controlledBy(after, did, jwk), governed)
    }
    case 'list':
      return { ...state, listed: without(state.listed, change.authority.did).set(change.authority.did, change.authority), named: new Set([...state.named, change.authority.did]) }
    case 'unlist':
      return { ...state, listed: without(state.listed, change.did) }
    case 'accredit':
      return { ...state, accredited: new Map(state.accredited).set(accreditationName(change.to, change.type, change.did), change.until), named: new Set([...state.named, change.did]) }
    case 'withdraw':
      return { ...state, accredited: without(state.accredited, accreditationName(change.to, change.type, change.did)) }
    case 'remove-key':
      return { ...state, removedKeys: new Map(state.removedKeys).set(change.kid, number) }
    case 'give-up':
      return { ...state, givenUp: new Set([...state.givenUp, change.did]), controllers: without(state.controllers, change.did) }
    case 'control': {
      const { did, jwk } = change
      const inSeat = state.government === null ? null : { ...state.government, governors: state.government.governors.map((one) => (one.did === did ? { did, jwk } : one)) }
      return controlledBy({ ...state, government: inSeat, named: new Set([...state.named, did]) }, did, jwk)
    }
    case 'anchor-key':
      return { ...state, anchorKeys: new Map(state.anchorKeys).set(change.did, [...(state.anchorKeys.get(change.did) ?? []), change.jwk]) }
  }
}

function controlledBy(state: ListState, did: string, jwk: P256PublicJwk): ListState {
  const before = state.controllers.get(did)
  const former = before === undefined || thumbprintOf(before) === thumbprintOf(jwk) ? [] : [thumbprintOf(before)]
  return { ...state, controllers: new Map(state.controllers).set(did, jwk), formerKeys: new Set([...state.formerKeys, ...former]) }
}

/** Whether a change gives a key a second use: every key of a list is for one thing, and what is over stays over. */
export function reusesKey({ government, controllers, formerKeys, anchorKeys, givenUp }: ListState, change: ListChange): boolean {
  if (change.kind !== 'govern' && change.kind !== 'control' && change.kind !== 'anchor-key') return false
  const signing = change.kind === 'govern' ? change.governors : [change]
  if (signing.some(({ did }) => givenUp.has(did))) return true
  const publisher = change.kind === 'govern' ? change.publisher : government?.publisher
  const taken = new Set([...[...anchorKeys.values()].flat(), ...(publisher === undefined ? [] : [publisher])].map(thumbprintOf))
  const isTaken = ({ did, jwk }: Governor): boolean => {
    const name = thumbprintOf(jwk)
    const isOfOther = [...controllers].some(([of, key]) => thumbprintOf(key) === name && (of !== did || change.kind === 'anchor-key'))
    return taken.has(name) || formerKeys.has(name) || isOfOther
  }
  return signing.some(isTaken)
}
