/** What an operator should know of the outbox. Keys name writes; there is nothing personal in them. */
export interface OutboxAlarm {
  readonly kind:
    | 'ledger_unreachable'
    | 'account_empty'
    | 'stuck'
    | 'refused_by_the_node'
    | 'nonce_used_by_a_stranger'
    | 'fell_out_of_the_chain'
    | 'dead'
  /** Null when it is about no single write. */
  readonly key: string | null
}
