import { isJsonObject, type Bilingual, type Json } from '@counterfoil/shared/kernel/json'
import { isErasureHandle, parseErasureReceipt, type ErasureReceipt } from '@counterfoil/shared/oid4vp/erasure'

/** Whoever asked, as far as it takes to know them again and to write to them. */
export interface Asker {
  /** What they are known again by: an authority's DID; for others, their client identifier, with who attests it. */
  readonly did: string
  /** As the form gave it, by which anybody may be meant. */
  readonly contact: string | null
  readonly privacyNotice: Bilingual | null
}

/** How an exchange ended. */
export const activityKinds = ['received', 'shared', 'unanswered', 'declined', 'refused'] as const

/** One exchange, as the citizen's own record: names of facts, never their values. */
export interface Activity {
  readonly id: string
  readonly at: number
  /** `unanswered`: it may have arrived, or not. */
  readonly kind: (typeof activityKinds)[number]
  readonly who: Bilingual
  readonly what: Bilingual
  readonly claims: readonly Bilingual[]
  /** The exchange that no answer came of: whoever tries it again with the same facts, or after declining, goes on with this entry. */
  readonly exchange?: string
  /** Who asked, and for which facts, whether shared or not; absent where nobody did, and in what an earlier version wrote. */
  readonly asker?: Asker
  readonly asked?: readonly Bilingual[]
  /** What for, as they stated it; null where they didn't, absent in what an earlier version wrote. */
  readonly why?: Bilingual | null
  /** Whose it is, of several people; absent for the first. */
  readonly person?: string
  /** The name of who sat beside the citizen and helped. */
  readonly helper?: string
  /** Where, and with what, whoever was shared with can be asked to erase it; absent where they take no such requests. */
  readonly erasable?: { readonly endpoint: string; readonly handle: string }
  /** When the citizen last asked to erase what was shared, or wrote a letter that does. */
  readonly erasureAskedAt?: number
  /** What they signed of it. */
  readonly erasureReceipt?: string
}

/** As it is where nobody is known by that name. */
export function ofNobody(activity: Activity): Activity {
  const { person, ...rest } = activity
  return person === undefined ? activity : rest
}

const sent: ReadonlySet<Activity['kind']> = new Set(['shared', 'unanswered', 'refused'])
/** Whether facts went to somebody, so that they may have them still. */
export const hasSent = ({ kind }: Activity): boolean => sent.has(kind)

/** What the council signed of an entry; null where it has signed nothing. */
export const receiptOf = ({ erasureReceipt }: Activity): ErasureReceipt | null => (erasureReceipt === undefined ? null : (parseErasureReceipt(erasureReceipt)?.receipt ?? null))

/** An exchange as the vault kept it, maybe by an earlier version; null when it makes no sense. */
export function parseActivity(value: unknown): Activity | null {
  if (!isJsonObject(value) || typeof value['id'] !== 'string' || typeof value['at'] !== 'number' || !isJsonObject(value['who']) || !Array.isArray(value['claims'])) return null
  const { erasable, ...rest } = value
  return { ...(rest as unknown as Activity), ...(isErasable(erasable) ? { erasable } : {}) }
}

const isErasable = (value: Json | undefined): value is NonNullable<Activity['erasable']> => isJsonObject(value) && typeof value['endpoint'] === 'string' && isErasureHandle(value['handle'])
