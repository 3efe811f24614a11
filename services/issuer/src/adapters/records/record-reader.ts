import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'

/** Those one of whose fields holds just one of these values; no more than `most`. */
export interface WhoseAsked {
  readonly field: string
  readonly values: readonly string[]
  readonly most: number
}

/** Those of whom each word, in lower case, stands in some field; no more than `most`, and any when there are no words. */
export interface SearchAsked {
  readonly words: readonly string[]
  readonly most: number
}

/** One way to a council's records. Throws `RecordFault` and nothing else; ends early when the signal says so. */
export interface RecordReader {
  whose(asked: WhoseAsked, signal: AbortSignal): Promise<readonly PersonRecord[]>
  search(asked: SearchAsked, signal: AbortSignal): Promise<readonly PersonRecord[]>
  /** How the council names everybody, piece by piece: nothing else of anybody is held. */
  references(each: (piece: readonly CouncilReference[]) => void, signal: AbortSignal): Promise<void>
}
