import { AbstractSigner, Transaction, TypedDataEncoder, computeAddress, copyRequest, getAddress, getBytes, hashMessage, resolveAddress, type Provider, type Signature, type TransactionRequest, type TypedDataDomain, type TypedDataField } from 'ethers'
import type { CustodyKey } from './key-keeper.ts'
import type { KeyOperation } from './key-use.ts'
import type { LedgerRole } from './key-role.ts'
import { recoverableSignature } from './recoverable-signature.ts'

/** r and s over a digest, by a key that stays where it is. */
export type SignDigest = (digest: Uint8Array, operation: KeyOperation) => Promise<Uint8Array>

/** An account of the ledger as ethers sees one, whose key is in custody. */
export class CustodyEthereumSigner extends AbstractSigner {
  readonly key: CustodyKey<LedgerRole>
  readonly address: string
  readonly #sign: SignDigest

  constructor(key: CustodyKey<LedgerRole>, sign: SignDigest, provider: Provider | null = null) {
    super(provider)
    this.key = key
    this.address = computeAddress(`0x${key.publicKeyHex}`)
    this.#sign = sign
  }

  override async getAddress(): Promise<string> {
    return this.address
  }

  override connect(provider: Provider | null): CustodyEthereumSigner {
    return new CustodyEthereumSigner(this.key, this.#sign, provider)
  }

  override async signTransaction(request: TransactionRequest): Promise<string> {
    const { from, to, ...rest } = copyRequest(request)
    if (from !== undefined && from !== null && getAddress(await resolveAddress(from, this)) !== this.address) throw new TypeError('The transaction is from another account.')
    const transaction = Transaction.from({ ...rest, to: to === undefined || to === null ? null : await resolveAddress(to, this) })
    transaction.signature = await this.#signature(transaction.unsignedHash, 'transaction')
    return transaction.serialized
  }

  override async signMessage(message: string | Uint8Array): Promise<string> {
    return (await this.#signature(hashMessage(message), 'message')).serialized
  }

  /** @see EIP-712; names of ENS are not known here */
  override async signTypedData(domain: TypedDataDomain, types: Record<string, TypedDataField[]>, value: Record<string, unknown>): Promise<string> {
    return (await this.#signature(TypedDataEncoder.hash(domain, types, value), 'typed_data')).serialized
  }

  /** Signs what a contract reads as packed and hashed by rules of its own, such as ERC-1056's signed variants. */
  async signDigest(digest: string): Promise<Signature> {
    return this.#signature(digest, 'digest')
  }

  async #signature(hash: string, operation: KeyOperation): Promise<Signature> {
    const digest = getBytes(hash)
    return recoverableSignature(digest, await this.#sign(digest, operation), this.key.publicKeyHex)
  }
}
