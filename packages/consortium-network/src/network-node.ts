import { SigningKey, computeAddress } from 'ethers'

/** One node of the ledger as everybody may know it. */
export interface NetworkNode {
  /** Of the authority that runs it. */
  readonly id: string
  /** Address that seals its blocks, 0x-prefixed. */
  readonly address: string
  /** 128 hexadecimal digits. */
  readonly publicKey: string
  /** IP address that the other nodes reach it at; nodes look no names up. */
  readonly host: string
  readonly port: number
}

/** A node by its private key, 0x-prefixed. */
export function nodeOf(privateKey: string, place: Pick<NetworkNode, 'id' | 'host' | 'port'>): NetworkNode {
  const { publicKey } = new SigningKey(privateKey)
  return { ...place, address: computeAddress(publicKey).toLowerCase(), publicKey: publicKey.slice(4) }
}

/** Where a node is, as nodes tell each other. @see devp2p, "enode URL" */
export const enodeOf = ({ publicKey, host, port }: NetworkNode): string => `enode://${publicKey}@${host}:${port}`

/** Reads what an authority tells of its node; null for anything else. */
export function parseNode(value: unknown): NetworkNode | null {
  const { id, address, publicKey, host, port } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const isSound =
    typeof id === 'string' && /^[a-z][a-z0-9-]{0,62}$/.test(id) &&
    typeof publicKey === 'string' && /^[0-9a-f]{128}$/.test(publicKey) &&
    typeof host === 'string' && /^[0-9a-fA-F.:]+$/.test(host) &&
    Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536
  if (!isSound || addressOf(publicKey) !== address) return null
  return { id, address: String(address), publicKey, host, port: Number(port) }
}

function addressOf(publicKey: string): string | null {
  try {
    return computeAddress(`0x04${publicKey}`).toLowerCase()
  } catch {
    return null
  }
}
