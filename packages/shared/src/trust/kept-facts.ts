import type { Json } from '../kernel/json.ts'

/**
 * What outlives the process, by name. Nobody else can write what `read` answers; it may be old, though, so whoever reads
 * it judges it again, its age as well.
 */
export interface KeptFacts {
  /** Undefined when nothing is kept under this name. */
  read(name: string): Json | undefined
  /** Keeps something new. Answers at once; what `tell` then says is written soon after. */
  keep(name: string, tell: () => Json): void
  /** Keeps what is only younger than before: it may be written later, so that it seems a little older than it is. */
  confirm(name: string, tell: () => Json): void
}
