import type { ListedAuthority } from '../trust/authority-directory.ts'
import type { AccreditationQuestion } from '../trust/trust.ts'
import type { Government, ListChange } from './list-change.ts'

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
  /** Every identity that the list ever named: no other is looked up anywhere. */
  readonly named: ReadonlySet<string>
}

export const emptyState: ListState = { government: null, listed: new Map(), accredited: new Map(), removedKeys: new Map(), givenUp: new Set(), named: new Set() }

export const accreditationName = (kind: AccreditationQuestion['kind'], vct: string, did: string): string => `${kind} ${vct} ${did}`

const without = <Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> => new Map([...map].filter(([name]) => name !== key))

/** The state after one more change, of the entry with this number. */
export function applyChange(state: ListState, change: ListChange, number: number): ListState {
  switch (change.kind) {
    case 'govern': {
      const { threshold, governors, publisher } = change
      return { ...state, government: { threshold, governors, publisher }, named: new Set([...state.named, ...governors.map(({ did }) => did)]) }
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
      return { ...state, givenUp: new Set([...state.givenUp, change.did]) }
  }
}
