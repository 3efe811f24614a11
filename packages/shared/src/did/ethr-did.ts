/** A did:ethr taken apart: the network it lives on and its address. */
export interface EthrDid {
  readonly chainId: number
  readonly address: string
}

const pattern = /^did:ethr:0x([0-9a-f]{1,8}):(0x[0-9a-fA-F]{40})$/

/** Parses a did:ethr of an address on a network named by its chain id in hexadecimal; null for any other. */
export function parseEthrDid(did: string): EthrDid | null {
  const match = pattern.exec(did)
  return match === null ? null : { chainId: Number.parseInt(match[1] ?? '', 16), address: (match[2] ?? '').toLowerCase() }
}

export const ethrDid = (chainId: number, address: string): string => `did:ethr:0x${chainId.toString(16)}:${address}`

/** Whether two DIDs name the same identity, whatever the case of their addresses. */
export const sameDid = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** The DID of a DID URL. */
export const didOf = (didUrl: string): string => didUrl.split('#')[0] ?? ''
