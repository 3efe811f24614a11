import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toHex } from '../kernel/bytes.ts'
import { coordinateBytes, decompressPoint, secp256k1 } from '../kernel/elliptic-curve.ts'
import { checksumAddress } from '../ledger/erc1056.ts'

/** A did:ethr taken apart: the network it lives on and its address. */
export interface EthrDid {
  readonly chainId: number
  /** In lower case. */
  readonly address: string
  /** The compressed key, as it was written, of a DID that names a key instead of its address. */
  readonly publicKey: string | null
}

const pattern = /^did:ethr:0x([1-9a-f][0-9a-f]{0,12}):(0x[0-9a-fA-F]{40}|0x[0-9a-fA-F]{66})$/
const isMixedCase = (digits: string): boolean => /[A-F]/.test(digits) && /[a-f]/.test(digits)

/**
 * Parses a did:ethr of an address or a public key, on a network named by its chain id in hexadecimal; null for any other,
 * for an address with a wrong checksum (ERC-55) and for a key that is no point of the curve.
 * @see did:ethr method specification, "Method Specific Identifier"
 */
export function parseEthrDid(did: string): EthrDid | null {
  const [, chain, identifier] = pattern.exec(did) ?? []
  if (chain === undefined || identifier === undefined) return null
  const chainId = Number.parseInt(chain, 16)
  if (identifier.length > 42) {
    const address = addressOfKey(identifier)
    return address === null ? null : { chainId, address, publicKey: identifier }
  }
  if (isMixedCase(identifier.slice(2)) && checksumAddress(identifier) !== identifier) return null
  return { chainId, address: identifier.toLowerCase(), publicKey: null }
}

function addressOfKey(publicKey: string): string | null {
  const point = decompressPoint(fromHex(publicKey) ?? new Uint8Array(), secp256k1)
  if (point === null) return null
  const uncompressed = Uint8Array.from([...coordinateBytes(point.x), ...coordinateBytes(point.y)])
  return `0x${toHex(keccak_256(uncompressed)).slice(24)}`
}

export const ethrDid = (chainId: number, address: string): string => `did:ethr:0x${chainId.toString(16)}:${address}`

/** Whether two DIDs name the same identity: of a did:ethr the case of its letters doesn't matter. */
export const sameDid = (one: string, other: string): boolean =>
  one === other || (one.startsWith('did:ethr:') && one.toLowerCase() === other.toLowerCase())

/** The DID of a DID URL. */
export const didOf = (didUrl: string): string => didUrl.split('#')[0] ?? ''
