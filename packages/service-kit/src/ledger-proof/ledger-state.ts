/** What the transactions so far have made of the registry and the Safe, as far as the next one is to be judged by it. */
export class LedgerState {
  readonly #owners = new Map<string, string>()
  readonly #signatures = new Map<string, number>()
  #executed = 0

  /** An identity that was never handed over is its own. @see ERC-1056: identityOwner */
  ownerOf(identity: string): string {
    const owner = this.#owners.get(identity)
    // Given up, the contract hands it back to its first key.
    return owner === undefined || /^0x0+$/.test(owner) ? identity : owner
  }

  ownedBy(identity: string, owner: string): void {
    this.#owners.set(identity, owner)
  }

  /** How many changes a controller has signed: the number that its next signature carries. */
  signaturesOf(owner: string): number {
    return this.#signatures.get(owner) ?? 0
  }

  signed(owner: string): void {
    this.#signatures.set(owner, this.signaturesOf(owner) + 1)
  }

  /** Number of the Safe's next transaction. */
  get turn(): number {
    return this.#executed
  }

  executed(): void {
    this.#executed += 1
  }
}
