import { buttonWords } from './buttons.ts'
import { dateWords } from './dates.ts'
import { layoutWords } from './layout.ts'
import { citizenRefusals } from './refusals-citizen.ts'
import { developerSteps } from './refusals-developer.ts'
import { staffRefusals } from './refusals-staff.ts'
import { statusWords } from './statuses.ts'
import { walletStepWords } from './wallet-steps.ts'

/** One sentence of Welsh that a machine wrote and no translator has read yet. */
export interface UnreviewedWelsh {
  readonly id: string
  readonly en: string
  readonly cy: string
}

/** Pairs of English and Welsh below a words object, by dotted id. Words that take parameters are listed by what they say for samples. */
export function pairsOf(id: string, words: { readonly en: unknown; readonly cy: unknown }): UnreviewedWelsh[] {
  const { en, cy } = words
  if (typeof en === 'string' && typeof cy === 'string') return [{ id, en, cy }]
  if (typeof en === 'function' && typeof cy === 'function') {
    const given = Array.from({ length: Math.max(2, en.length) }, () => '…')
    return [{ id, en: String(en(...given)), cy: String(cy(...given)) }]
  }
  if (typeof en !== 'object' || en === null || typeof cy !== 'object' || cy === null) return []
  return Object.entries(en).flatMap(([key, member]) => pairsOf(`${id}.${key}`, { en: member, cy: (cy as Record<string, unknown>)[key] }))
}

/** Pairs below data that carries both languages at each of its leaves: a form, a credential type. */
export function leavesOf(id: string, data: unknown): UnreviewedWelsh[] {
  if (typeof data !== 'object' || data === null) return []
  const { en, cy } = data as Readonly<Record<string, unknown>>
  if (typeof en === 'string' && typeof cy === 'string') return en === '' ? [] : [{ id, en, cy }]
  return Object.entries(data).flatMap(([key, member]) => leavesOf(`${id}.${key}`, member))
}

/** All Welsh of this package that awaits a translator. A module that was reviewed leaves the list. */
export const welshToReview = (): UnreviewedWelsh[] => [
  ...pairsOf('layout', layoutWords),
  ...pairsOf('dates', dateWords),
  ...pairsOf('buttons', buttonWords),
  ...pairsOf('statuses', statusWords),
  ...pairsOf('wallet-steps', walletStepWords),
  ...pairsOf('refusals.citizen', citizenRefusals),
  ...pairsOf('refusals.staff', staffRefusals),
  ...pairsOf('refusals.developer', developerSteps),
]
