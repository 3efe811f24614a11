import type { CustodyKey } from './key-keeper.ts'

export type KeyOperation = 'es256' | 'transaction' | 'typed_data' | 'message' | 'digest'
export type KeyEventKind = 'created' | 'first_use' | 'unwrapped' | 'rewrapped' | 'retired' | 'destroyed' | 'refused' | 'unavailable' | 'misconfigured' | 'unusual_rate'

/** Something that happened to a key, for the audit: names and words, never key material. */
export interface KeyEvent {
  readonly kind: KeyEventKind
  readonly key: Pick<CustodyKey, 'id' | 'role' | 'authority'>
  readonly detail?: string
}

/** Is told of every event. Must not throw. */
export interface KeyUseObserver {
  note(event: KeyEvent): void
}

/** How often a key has signed in this process. */
export interface KeyUse {
  readonly key: Pick<CustodyKey, 'id' | 'role' | 'authority'>
  readonly operation: KeyOperation
  readonly signed: number
  readonly failed: number
}

/** Counts one key's signatures of one kind. */
export class UseCounter {
  readonly key: KeyUse['key']
  readonly operation: KeyOperation
  signed = 0
  failed = 0
  readonly #observer: KeyUseObserver

  constructor(key: CustodyKey, operation: KeyOperation, observer: KeyUseObserver) {
    this.key = { id: key.id, role: key.role, authority: key.authority }
    this.operation = operation
    this.#observer = observer
  }

  /** To be called for each signature; on the hot path, so one addition. */
  count(): void {
    this.signed += 1
    if (this.signed === 1) this.#observer.note({ kind: 'first_use', key: this.key, detail: this.operation })
  }

  /** Notes why a signature was not made, and answers the reason for throwing. */
  fail(error: unknown): unknown {
    this.failed += 1
    const misconfigured = error instanceof Error && error.name === 'KeyMisconfigured'
    this.#observer.note({ kind: misconfigured ? 'misconfigured' : 'unavailable', key: this.key, detail: this.operation })
    return error
  }
}
