import type { Json } from '../kernel/json.ts'

/**
 * What outlives the process, by name. Nobody else can write what `read` answers; it may be old, though, so whoever reads
 * it judges it again, its age as well.
 */
export interface KeptFacts {
  /** Undefined when nothing is kept under this name. */
  read(name: string): Json | undefined
  /** Answers at once; what `describe` then says is written soon after. */
  keep(name: string, describe: () => Json): void
}
