import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Wallet } from 'ethers'
import { cliqueGenesis } from '../clique-genesis.ts'
import { nodeOf } from '../network-node.ts'
import { openGethNode, type GethNode } from './geth-node.ts'

export interface Rehearsal {
  readonly chainId: number
  /** One for each authority. */
  readonly nodes: readonly GethNode[]
  /** Private key of the account that holds money at first, 0x-prefixed. */
  readonly fundingKey: string
  close(): Promise<void>
}

export interface RehearsalOptions {
  /** geth up to 1.13: later versions seal no blocks of their own. */
  readonly geth: string
  readonly folder: string
  readonly portBase: number
  readonly authorities: readonly string[]
  readonly chainId?: number
}

/** Starts a ledger of real nodes on this machine, one for each authority, that take turns in sealing blocks. */
export async function startRehearsal({ geth, folder, portBase, authorities, chainId = 730_512 }: RehearsalOptions): Promise<Rehearsal> {
  mkdirSync(folder, { recursive: true })
  const funder = Wallet.createRandom()
  const keys = authorities.map(() => Wallet.createRandom().privateKey)
  const places = authorities.map((id, turn) => nodeOf(keys[turn] ?? '', { id, host: '127.0.0.1', port: portBase + turn }))
  const genesisFile = join(folder, 'genesis.json')
  writeFileSync(genesisFile, JSON.stringify(cliqueGenesis({ chainId, validators: places.map(({ address }) => address), funded: funder.address })))
  writeFileSync(join(folder, 'funding-key'), funder.privateKey, { mode: 0o600 })
  const nodes = places.map((node, turn) =>
    openGethNode({ geth, folder, node, privateKey: keys[turn] ?? '', rpcPort: portBase + 10 + turn, chainId, genesisFile, others: places.filter((other) => other !== node) }),
  )
  for (const node of nodes) node.start()
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    await until(async () => (await Promise.all(nodes.map(headOf))).every((head) => head > 1))
  } catch (error) {
    await close()
    throw error
  }
  return { chainId, nodes, fundingKey: funder.privateKey, close }
}

/** Number of the newest block that a node has. Throws while it can't be reached. */
export async function headOf({ rpcUrl }: Pick<GethNode, 'rpcUrl'>): Promise<number> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] })
  const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(3000) })
  return Number(((await response.json()) as { result: string }).result)
}

const startLimit = 60_000

async function until(holds: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + startLimit
  while (Date.now() < last) {
    if (await holds().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('The nodes made no block in a minute: see geth.log in their folders.')
}
