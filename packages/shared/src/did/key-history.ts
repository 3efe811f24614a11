/**
 * What became of a verification method that a document had and has no more, and since when: a block of the ledger, an
 * entry of the list, or an instant. `replaced` means that the same key was published again, which gives it another id.
 */
export type FormerKey =
  | { readonly fate: 'revoked'; readonly block: number }
  | { readonly fate: 'revoked'; readonly entry: number }
  | { readonly fate: 'revoked'; readonly at: number }
  | { readonly fate: 'expired'; readonly at: number }
  | { readonly fate: 'replaced'; readonly block: number }

interface Publication {
  readonly subject: string
  readonly place: number
  end: FormerKey | null
}

interface KeyEvent {
  readonly kind: 'delegate' | 'attribute'
  readonly blockNumber: number
  readonly validTo: bigint
}

/** Every publication of the keys of one identity, in their order. A subject is one key for one purpose, under whatever ids. */
export class KeyHistory {
  readonly #publications = new Map<string, Publication>()
  readonly #latest = new Map<string, Publication>()
  readonly #revocations = new Map<string, { readonly place: number; readonly block: number }>()
  #place = 0

  publish(subject: string, id: string, { blockNumber }: KeyEvent): void {
    this.#note(subject, id, null, blockNumber)
  }

  /** A publication whose time is over, or a revocation: an attribute is revoked by no validity, a delegate by ending it early. */
  end(subject: string, id: string, { kind, blockNumber, validTo }: KeyEvent): void {
    const revokes = validTo === 0n || (kind === 'delegate' && this.#latest.has(subject))
    if (revokes) this.#revocations.set(subject, { place: (this.#place += 1), block: blockNumber })
    else this.#note(subject, id, { fate: 'expired', at: Number(validTo) }, blockNumber)
  }

  /** Null for an id that was never published, or still stands. A key that was revoked is so under all the ids it had until then. */
  find(id: string): FormerKey | null {
    const publication = this.#publications.get(id)
    if (publication === undefined) return null
    const revocation = this.#revocations.get(publication.subject)
    return revocation !== undefined && revocation.place > publication.place ? { fate: 'revoked', block: revocation.block } : publication.end
  }

  #note(subject: string, id: string, end: FormerKey | null, block: number): void {
    const before = this.#latest.get(subject)
    if (before !== undefined) before.end ??= { fate: 'replaced', block }
    const publication = { subject, place: (this.#place += 1), end }
    this.#publications.set(id, publication)
    this.#latest.set(subject, publication)
  }
}
