/** What a write is about: the kinds that there may be. */
export type WriteKind =
  | 'contract put on the ledger'
  | 'consortium founded'
  | 'decision of the consortium'
  | 'accreditation'
  | 'listing of an authority'
  | 'governing authorities'
  | 'signing key'
  | 'service address'
  | 'control of an identity'
  | 'anchoring key'
  | 'DID document'
  | 'anchor of an audit log'
  | 'anchor of status lists'

/** What was written, of which every byte is a fact about an organisation. */
export interface ExplainedWrite {
  readonly kind: WriteKind
  /** Whose fact it is: an authority's id, or `consortium`. */
  readonly of: string
  readonly words: string
  /** What it is made of, where it does several things. */
  readonly parts: readonly ExplainedWrite[]
}

/** Something in a write that no fact about an organisation explains. */
export class Unexplained extends Error {}
