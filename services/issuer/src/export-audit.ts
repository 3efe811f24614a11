import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exportAudit } from '@counterfoil/service-kit/audit/export-audit'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { consortiumLog } from '@counterfoil/service-kit/outbox/consortium-log'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { listLogFile } from '@counterfoil/service-kit/signed-list/list-log'
import { isListNetwork } from '@counterfoil/shared/network/network'

const usage = `pnpm --silent audit:export -- --data .data --authority aldermoor > aldermoor.jsonl

--authority ${consortiumLog} exports the log of what the registrar wrote to the ledger, or to the list, from this folder.`

/** Whose log it is, and the database that has it. */
function logIn(data: string, authority: string | undefined): { readonly id: string; readonly did: string; readonly file: string } {
  const network = readNetwork(join(data, 'network.json'))
  const { authorities } = network
  const folder = join(data, 'authorities')
  if (authority === consortiumLog && isListNetwork(network)) return { id: consortiumLog, did: network.trust.consortium, file: listLogFile(folder) }
  if (authority === consortiumLog && network.ledger !== undefined) return { id: consortiumLog, did: network.ledger.consortium, file: join(folder, 'outbox.sqlite') }
  const found = authorities.find(({ id }) => id === authority)
  if (found === undefined) throw new Error(`${authority === undefined ? 'Say whose log.' : `${authority} is no authority of this network.`}\n${usage}`)
  return { ...found, file: join(data, 'issuer', 'issuer.sqlite') }
}

async function main(): Promise<void> {
  // pnpm hands its own `--` on.
  const { values } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { data: { type: 'string', default: '.data' }, authority: { type: 'string' } } })
  const log = logIn(values.data, values.authority)
  const database = await openForReading(log.file)
  try {
    for await (const line of exportAudit(database, log)) if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  } finally {
    await database.close()
  }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'It failed.'}\n`)
  process.exitCode = 1
}
