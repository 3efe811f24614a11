import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** One exchange, as the citizen's own record: names of facts, never their values. */
export interface Activity {
  readonly id: string
  readonly at: number
  readonly kind: 'received' | 'shared' | 'declined' | 'refused'
  readonly who: Bilingual
  readonly what: Bilingual
  readonly claims: readonly Bilingual[]
}
