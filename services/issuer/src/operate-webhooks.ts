import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { issuerMigrations } from './adapters/migrations/all.ts'

const usage = `pnpm webhooks -- [list | retry <message> | resume <endpoint>] [options]

  list                   messages on their way or given up, and endpoints that want no more
  retry <message>        one that was given up is sent again
  resume <endpoint>      an endpoint that was gone is told again, with what waited

  --data <folder>        (.data)`

interface MessageRow {
  readonly id: string
  readonly endpoint: string
  readonly event: string
  readonly attempts: number
  readonly answer: number | null
  readonly is_dead: 0 | 1
}

async function list(database: Database): Promise<void> {
  const stopped = await database.reads.all<{ readonly endpoint: string }>('SELECT endpoint FROM webhook_endpoints WHERE stopped_at IS NOT NULL')
  const rows = await database.reads.all<MessageRow>('SELECT m.id, m.endpoint, a.event, m.attempts, m.answer, m.is_dead FROM webhook_messages m JOIN audit_entries a ON a.sequence = m.sequence ORDER BY m.is_dead DESC, m.sequence LIMIT 1000')
  const lines = [...stopped.map(({ endpoint }) => `stopped  ${endpoint}`), ...rows.map((row) => `${row.is_dead === 1 ? 'dead' : 'waiting'}  ${row.id}  ${row.endpoint}  ${row.event}  ${row.attempts} attempts${row.answer === null ? '' : `, answered ${row.answer}`}`)]
  process.stdout.write(`${lines.length === 0 ? 'Everything has arrived.' : lines.join('\n')}\n`)
}

async function change(database: Database, sql: string, name: string, words: string): Promise<void> {
  const changed = await database.write((writes) => writes.run(sql, sql.includes('next_at') ? [systemClock.now(), name] : [name]))
  if (changed === 0) throw new Refusal('not_found', { detail: `there is no ${name}, or it needs nothing` })
  process.stdout.write(`${words}\n`)
}

async function main(): Promise<void> {
  // pnpm hands its own `--` on.
  const { values, positionals } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { data: { type: 'string', default: '.data' } }, allowPositionals: true })
  const [command = 'list', name = ''] = positionals
  if (!['list', 'retry', 'resume'].includes(command) || positionals.length > 2 || (command !== 'list' && name === '')) throw new Refusal('invalid_request', { detail: usage })
  const file = join(values.data, 'issuer', 'issuer.sqlite')
  if (!existsSync(file)) throw new Refusal('not_found', { detail: `there is no issuer's database in ${values.data}` })
  const database = await openDatabase({ file, entities: [], migrations: issuerMigrations })
  try {
    if (command === 'list') await list(database)
    if (command === 'retry') await change(database, 'UPDATE webhook_messages SET is_dead = 0, attempts = 0, next_at = ? WHERE id = ? AND is_dead = 1', name, 'It is sent again by the issuer.')
    if (command === 'resume') await change(database, 'UPDATE webhook_endpoints SET stopped_at = NULL WHERE endpoint = ? AND stopped_at IS NOT NULL', name, 'It is told again by the issuer.')
  } finally {
    await database.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refusal ? (error.detail ?? error.message) : error instanceof Error ? error.message : 'It failed.'}\n`)
  process.exitCode = 1
})
