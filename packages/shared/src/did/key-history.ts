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
  readonly key: PublishedKey
  readonly place: number
  end: FormerKey | null
}

/** One key for one purpose, under whatever ids. */
export interface PublishedKey {
  latest: Publication | null
  revocation: { readonly place: number; readonly block: number } | null
}

interface KeyEvent {
  readonly kind: 'delegate' | 'attribute'
  readonly blockNumber: number
  readonly validTo: number
}

/** Every publication of the keys of one identity, in their order, by the numbers that their ids end with. */
export class KeyHistory {
  readonly #publications = new Map<number, Publication>()
  #place = 0

  publish(key: PublishedKey, number: number, { blockNumber }: KeyEvent): void {
    this.#note(key, number, null, blockNumber)
  }

  /** A publication whose time is over, or a revocation: an attribute is revoked by no validity, a delegate by ending it early. */
  end(key: PublishedKey, number: number, { kind, blockNumber, validTo }: KeyEvent): void {
    const revokes = validTo === 0 || (kind === 'delegate' && key.latest !== null)
    if (revokes) key.revocation = { place: (this.#place += 1), block: blockNumber }
    else this.#note(key, number, { fate: 'expired', at: validTo }, blockNumber)
  }

  /** Null for a number under which nothing was published, or which still stands. A key that was revoked is so under all the ids it had until then. */
  find(number: number): FormerKey | null {
    const publication = this.#publications.get(number)
    if (publication === undefined) return null
    const { revocation } = publication.key
    return revocation !== null && revocation.place > publication.place ? { fate: 'revoked', block: revocation.block } : publication.end
  }

  #note(key: PublishedKey, number: number, end: FormerKey | null, block: number): void {
    if (key.latest !== null) key.latest.end ??= { fate: 'replaced', block }
    const publication = { key, place: (this.#place += 1), end }
    this.#publications.set(number, publication)
    key.latest = publication
  }
}
