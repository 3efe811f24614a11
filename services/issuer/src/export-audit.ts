import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exportAudit } from '@counterfoil/service-kit/audit/export-audit'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'

const usage = 'pnpm --silent audit:export -- --data .data --authority aldermoor > aldermoor.jsonl'

async function main(): Promise<void> {
  // pnpm hands its own `--` on.
  const { values } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { data: { type: 'string', default: '.data' }, authority: { type: 'string' } } })
  const authority = readNetwork(join(values.data, 'network.json')).authorities.find(({ id }) => id === values.authority)
  if (authority === undefined) throw new Error(`${values.authority === undefined ? 'Say whose log.' : `${values.authority} is no authority of this network.`}\n${usage}`)
  const database = await openForReading(join(values.data, 'issuer', 'issuer.sqlite'))
  try {
    for await (const line of exportAudit(database, authority)) if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve))
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
