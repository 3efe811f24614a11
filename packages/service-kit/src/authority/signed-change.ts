import { getAddress, keccak256, solidityPacked, type Signature } from 'ethers'
import type { Hex, LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { callOf } from '@counterfoil/shared/ledger/questions'
import { parametersFor, registryInterface, type RegistryChange } from './planned-write.ts'

/** Signs 32 bytes with the controller key of an identity, wherever that key is. */
export interface ControllerSigner {
  readonly address: string
  signDigest(digest: string): Promise<Signature>
}

/** Who controls an identity on the ledger now, and the number that its next signature has to carry. */
export interface Controlled {
  readonly owner: string
  readonly nonce: number
}

const ask = (registry: string, method: 'identityOwner' | 'nonce', address: string) =>
  callOf(registry, registryInterface.encodeFunctionData(method, [address]) as Hex, (bytes): unknown => registryInterface.decodeFunctionResult(method, bytes)[0])

/** How many changes of identities an address has signed. @see ERC-1056: nonce */
export async function readNonce(reader: LedgerReader, registry: string, address: string): Promise<number> {
  const [nonce] = await reader.ask([ask(registry, 'nonce', address)])
  return Number(nonce)
}

/** @see ERC-1056: identityOwner, nonce */
export async function readControlled(reader: LedgerReader, registry: string, identity: string): Promise<Controlled> {
  const [owner] = await reader.ask([ask(registry, 'identityOwner', identity)])
  return { owner: getAddress(String(owner)), nonce: await readNonce(reader, registry, String(owner)) }
}

/**
 * The call by which anyone may make a change that the identity's controller signed: the payer needs no authority, the
 * controller no money. Worth something once, on this registry, for this identity. @see ERC-1056, "…Signed"
 */
export async function signedCallData(signer: ControllerSigner, { registry, identity, nonce, change }: { readonly registry: string; readonly identity: string; readonly nonce: number; readonly change: RegistryChange }): Promise<string> {
  const { types, values } = parametersFor(change)
  const packed = solidityPacked(
    ['bytes1', 'bytes1', 'address', 'uint256', 'address', 'string', ...types],
    ['0x19', '0x00', registry, nonce, identity, change.method, ...values],
  )
  const { v, r, s } = await signer.signDigest(keccak256(packed))
  return registryInterface.encodeFunctionData(`${change.method}Signed`, [identity, v, r, s, ...values])
}
