import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startRehearsal } from './start-rehearsal.ts'

const usage = `Five real nodes on this machine, until Ctrl-C: see deploy/consortium-network/README.md.

  pnpm network:rehearse --geth <program> [--folder <folder>] [--port-base <port>]
`
const authorities = ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'elmsworth']

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { geth: { type: 'string' }, folder: { type: 'string', default: '.rehearsal' }, 'port-base': { type: 'string', default: '4800' }, help: { type: 'boolean' } } })
  if (values.help === true || values.geth === undefined) return void process.stdout.write(usage)
  if (!existsSync(values.geth)) throw new Error(`There is no program ${values.geth}.`)
  const folder = resolve(values.folder)
  rmSync(folder, { recursive: true, force: true })
  const rehearsal = await startRehearsal({ geth: values.geth, folder, portBase: Number(values['port-base']), authorities })
  const { nodes, chainId } = rehearsal
  process.stdout.write(`Chain ${chainId}\n${nodes.map(({ id, rpcUrl }) => `  ${id.padEnd(14)}${rpcUrl}`).join('\n')}\n\nLEDGER_RPC_URL=${nodes.map(({ rpcUrl }) => rpcUrl).join(',')}\nLEDGER_FUNDING_KEY_FILE=${join(folder, 'funding-key')}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void rehearsal.close().then(() => process.exit(0)))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
