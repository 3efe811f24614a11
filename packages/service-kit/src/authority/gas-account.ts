import { computeAddress } from 'ethers'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { KeyCustody } from '../keys/key-custody.ts'

/** An account that pays for an authority's writes and holds its anchors. It controls no identity but its own address. */
export interface GasAccount {
  readonly key: CustodyKey<'gas'>
  /** 0x-prefixed, with its checksum. */
  readonly address: string
}

/** The gas account of an authority, made on the first call. */
export async function gasAccount(custody: KeyCustody, authority: string): Promise<GasAccount> {
  const held = (await custody.list()).find((key): key is CustodyKey<'gas'> => key.role === 'gas' && key.authority === authority && key.retiredAt === null)
  const key = held ?? (await custody.make({ role: 'gas', authority }))
  return { key, address: computeAddress(`0x${key.publicKeyHex}`) }
}
