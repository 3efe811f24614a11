/** One write to the ledger, told in a way that it can be asked for again and is still done once. */
export interface LedgerCall {
  /** Same key, same write: a sender that did it before answers what it found then. At most 200 characters. */
  readonly key: string
  /** A contract's address; null to create the contract that `data` holds. */
  readonly to: string | null
  /** 0x-prefixed. */
  readonly data: string
  /** Why, and on whose behalf: for the audit log. No personal data. */
  readonly reason: string
  readonly actor: string
}

export interface LedgerReceipt {
  /** Hash of the transaction, 0x-prefixed. */
  readonly hash: string
  readonly block: number
  /** Where the contract is that the call created. */
  readonly contract: string | null
}

/** Pays for writes to the ledger and sees them into blocks. It has no authority of its own over any identity. */
export interface LedgerSender {
  /** Resolves when the write stands in a block; throws `LedgerWriteFailed` when the ledger took it and undid it. */
  send(call: LedgerCall): Promise<LedgerReceipt>
}

/** The ledger ran the call and undid it: sending it again changes nothing. */
export class LedgerWriteFailed extends Error {
  constructor(key: string, options: { readonly cause?: unknown } = {}) {
    super(`The ledger undid this write: ${key}.`, options)
    this.name = 'LedgerWriteFailed'
  }
}
