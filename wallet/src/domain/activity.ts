import { isJsonObject, type Bilingual } from '@counterfoil/shared/kernel/json'

/** Whoever asked, as far as it takes to know them again and to write to them. */
export interface Asker {
  /** What they are known again by: an authority's DID; for others, their client identifier, with who attests it. */
  readonly did: string
  /** As the form gave it, by which anybody may be meant. */
  readonly contact: string | null
  readonly privacyNotice: Bilingual | null
}

/** One exchange, as the citizen's own record: names of facts, never their values. */
export interface Activity {
  readonly id: string
  readonly at: number
  readonly kind: 'received' | 'shared' | 'declined' | 'refused'
  readonly who: Bilingual
  readonly what: Bilingual
  readonly claims: readonly Bilingual[]
  /** Who asked, and for which facts, whether shared or not; absent where nobody did, and in what an earlier version wrote. */
  readonly asker?: Asker
  readonly asked?: readonly Bilingual[]
  /** When the citizen last wrote a request to erase what was shared. */
  readonly erasureAskedAt?: number
}

/** Whether facts went to somebody, so that they may have them still. */
export const hasSent = ({ kind }: Activity): boolean => kind === 'shared' || kind === 'refused'

/** An exchange as the vault kept it, maybe by an earlier version; null when it makes no sense. */
export function parseActivity(value: unknown): Activity | null {
  return isJsonObject(value) && typeof value['id'] === 'string' && typeof value['at'] === 'number' && isJsonObject(value['who']) && Array.isArray(value['claims']) ? (value as unknown as Activity) : null
}
