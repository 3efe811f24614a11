import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { hasSent, type Activity } from './activity.ts'

/** How well the citizen knows whoever asks, by their own record alone. */
export type Acquaintance =
  | { readonly is: 'new' }
  | { readonly is: 'new_form'; readonly lastAt: number }
  /** `more` names what wasn't asked for last time; `why` tells whether it is for the same purpose, null where none was written down. */
  | { readonly is: 'known'; readonly lastAt: number; readonly more: readonly Bilingual[]; readonly why: 'same' | 'changed' | null }

/** A request, as far as it is compared with earlier ones. */
export interface Asking {
  readonly did: string
  /** Whether the consortium lists them, so that nobody else has their name. */
  readonly isListed: boolean
  readonly who: Bilingual
  readonly form: Bilingual
  readonly asked: readonly Bilingual[]
  readonly why: Bilingual | null
}

/** Compares a request with what was shared before. What the citizen deleted from the record counts as never having been. */
export function acquaintanceWith(record: readonly Activity[], { did, isListed, who, form, asked, why }: Asking): Acquaintance {
  const newestFirst = record.filter(hasSent).toSorted((one, other) => other.at - one.at)
  // An earlier version wrote down no more than a name, which is the ledger's all the same: others could have chosen it.
  const withThem = newestFirst.filter((activity) => (activity.asker === undefined ? isListed && activity.who.en === who.en : activity.asker.did === did))
  const [latest] = withThem
  if (latest === undefined) return { is: 'new' }
  const forThis = withThem.find(({ what }) => what.en === form.en)
  if (forThis === undefined) return { is: 'new_form', lastAt: latest.at }
  const before = new Set((forThis.asked ?? forThis.claims).map(({ en }) => en))
  const isSame = forThis.why?.en === why?.en && forThis.why?.cy === why?.cy
  return { is: 'known', lastAt: forThis.at, why: forThis.why === undefined ? null : isSame ? 'same' : 'changed', more: asked.filter(({ en }) => !before.has(en)) }
}
