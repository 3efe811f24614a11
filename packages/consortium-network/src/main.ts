import { parseArgs } from 'node:util'
import { CannotMake, makeNodeKey, writeSharedFiles } from './network-files.ts'
import { enodeOf } from './network-node.ts'

const usage = `The ledger that authorities run together: see deploy/consortium-network/README.md.

  pnpm network:key <authority>=<IP address>:<port> --folder <folder>
      makes a node's key, which stays there, and <authority>.node.json, which the others need
  pnpm network:genesis --folder <folder> [--chain-id <number>]
      writes genesis.json, static-nodes.json and permissions.toml from all .node.json files
`

/** A number that no known network has. */
const usualChainId = 730_511

function placeOf(words: string | undefined): { readonly id: string; readonly host: string; readonly port: number } {
  const [, id, host, port] = /^([^=]+)=(.+):(\d+)$/.exec(words ?? '') ?? []
  if (id === undefined || host === undefined) throw new CannotMake('Name the node like aldermoor=172.28.0.11:30303.')
  return { id, host, port: Number(port) }
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { folder: { type: 'string' }, 'chain-id': { type: 'string' }, help: { type: 'boolean' } } })
  const [command, subject] = positionals
  if (values.help === true || command === undefined) return void process.stdout.write(usage)
  if (values.folder === undefined) throw new CannotMake('Name the folder with --folder.')
  if (command === 'key') {
    const node = makeNodeKey(values.folder, placeOf(subject))
    process.stdout.write(`${node.id} seals as ${node.address}, and is ${enodeOf(node)}\n`)
    return
  }
  if (command !== 'genesis') throw new CannotMake(`There is no command "${command}".`)
  const chainId = Number(values['chain-id'] ?? usualChainId)
  if (!Number.isSafeInteger(chainId) || chainId < 1) throw new CannotMake('The chain id is a whole number, like 730511.')
  for (const { id, address } of writeSharedFiles(values.folder, chainId)) process.stdout.write(`${id} seals as ${address}\n`)
}

try {
  main()
} catch (error) {
  const isOurs = error instanceof CannotMake || (error as NodeJS.ErrnoException).code !== undefined
  process.stderr.write(`${isOurs ? (error as Error).message : String((error as Error).stack)}\n`)
  process.exitCode = isOurs ? 2 : 1
}
