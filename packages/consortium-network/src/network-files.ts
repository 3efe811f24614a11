import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { enodeOf, nodeOf, parseNode, type NetworkNode } from './network-node.ts'
import { qbftGenesis } from './qbft-genesis.ts'

/** Something in the way that one sentence tells an operator. */
export class CannotMake extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'CannotMake'
  }
}

const publicFile = (folder: string, id: string): string => join(folder, `${id}.node.json`)
const keyFile = (folder: string, id: string): string => join(folder, id, 'key')
const writeJson = (file: string, value: unknown): void => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)

/** Makes a node's key, or finds the one that is there, and writes down what the others may know of it. */
export function makeNodeKey(folder: string, place: Pick<NetworkNode, 'id' | 'host' | 'port'>): NetworkNode {
  const file = keyFile(folder, place.id)
  mkdirSync(join(folder, place.id), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  const node = nodeOf(`0x${readFileSync(file, 'utf8').trim()}`, place)
  if (parseNode(node) === null) throw new CannotMake(`The node ${place.id} needs an id of small letters and an IP address with a port, like aldermoor=172.28.0.11:30303.`)
  writeJson(publicFile(folder, place.id), node)
  return node
}

/** The nodes that a folder knows, by id. Throws `CannotMake` for a file that makes no sense, and for two nodes with one key. */
export function readNodes(folder: string): readonly NetworkNode[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.node.json')).toSorted()
  const nodes = files.map((name) => parseNode(jsonOf(join(folder, name))) ?? wrong(name))
  if (new Set(nodes.map(({ publicKey }) => publicKey)).size !== nodes.length) throw new CannotMake('Two of these nodes have the same key: each authority makes its own.')
  return nodes
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

const wrong = (name: string): never => {
  throw new CannotMake(`${name} is not what \`network:key\` writes: ask that authority for it again.`)
}

/** Fewer agree on nothing: with four, one may fail. */
const fewestValidators = 4

/**
 * Writes what all nodes share, the same bytes from the same nodes: the first block, whom to call and whom to answer. A
 * first block that is there stays, for another would be another ledger.
 */
export function writeSharedFiles(folder: string, chainId: number): readonly NetworkNode[] {
  const nodes = readNodes(folder)
  if (nodes.length < fewestValidators) throw new CannotMake(`${nodes.length} nodes are too few: with at least ${fewestValidators} one may fail. Put the others' .node.json files into ${folder}.`)
  const genesis = join(folder, 'genesis.json')
  if (!existsSync(genesis)) writeJson(genesis, qbftGenesis({ chainId, validators: nodes.map(({ address }) => address) }))
  const enodes = nodes.map(enodeOf)
  writeJson(join(folder, 'static-nodes.json'), enodes)
  writeFileSync(join(folder, 'permissions.toml'), `nodes-allowlist=[\n${enodes.map((enode) => `  "${enode}"`).join(',\n')}\n]\n`)
  return nodes
}
