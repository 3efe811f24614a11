import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ErasablePresentation, Erasure } from '../domain/erasure.ts'
import type { Presentation } from '../domain/presentation.ts'

/** What wallets ask for erasure with. Nothing is kept for it: a handle holds, sealed, all that it needs. */
export interface ErasureHandles {
  /** For who shared: at once, unless the form's server knows the presentation by another name. */
  make(presentation: Presentation, sharedAt: EpochSeconds): string | Promise<string>
  /** Null for what isn't one of this authority's. */
  open(authority: string, handle: string): ErasablePresentation | null
}

export interface Erasures {
  /** Erases what is held of a presentation, and has its form's server told, once; afterwards tells again what was done then. */
  erase(presentation: ErasablePresentation, now: EpochSeconds): Promise<Erasure>
}
