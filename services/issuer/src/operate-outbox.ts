import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Intent } from '@counterfoil/service-kit/outbox/intent'
import { allIntents } from '@counterfoil/service-kit/outbox/intents-table'
import { consortiumLog } from '@counterfoil/service-kit/outbox/consortium-log'
import { payerMigrations } from '@counterfoil/service-kit/outbox/open-payer'
import { dropWrite, putBack } from '@counterfoil/service-kit/outbox/operate-outbox'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { issuerMigrations } from './adapters/migrations/all.ts'

const usage = `pnpm ledger:outbox -- [list | put-back <key> | drop <key>] [options]

  list                   writes to the ledger that are under way or dead, in both outboxes of the folder
  put-back <key>         a dead write is sent again, by the process that sends
  drop <key>             a write that was not signed yet is given up

  --all                  list those that are over, too
  --as <name>            who decides: put-back and drop note it in the audit log
  --data <folder>        (.data)`

/** The databases that have an outbox, and in whose log a write of it is told. */
const placesIn = (data: string) =>
  [
    // An anchor's key names its authority.
    { name: 'issuer', file: join(data, 'issuer', 'issuer.sqlite'), migrations: issuerMigrations, logOf: ({ key }: Intent) => key.split(':')[1] ?? '' },
    { name: consortiumLog, file: join(data, 'authorities', 'outbox.sqlite'), migrations: payerMigrations, logOf: () => consortiumLog },
  ].filter(({ file }) => existsSync(file))

const wordsOf = ({ key, state, dead, hash, reason, actor, madeAt }: Intent): string =>
  `  ${state}${dead === null ? '' : ` (${dead})`}  ${key}  ${reason}  by ${actor}  ${new Date(madeAt * 1000).toISOString()}${hash === null ? '' : `  ${hash}`}`

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  // pnpm hands its own `--` on.
  const { values, positionals } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { data: { ...text, default: '.data' }, as: text, all: { type: 'boolean', default: false } }, allowPositionals: true })
  const [command = 'list', key] = positionals
  const places = placesIn(values.data)
  if (!['list', 'put-back', 'drop'].includes(command) || (command !== 'list' && (key === undefined || values.as === undefined)) || positionals.length > 2) throw new Refusal('invalid_request', { detail: usage })
  if (places.length === 0) throw new Refusal('not_found', { detail: `there is no outbox in ${values.data}` })
  for (const { name, file, migrations, logOf } of places) {
    const database = await openDatabase({ file, entities: [], migrations })
    try {
      const intents = await allIntents(database.reads)
      if (command === 'list') {
        const shown = intents.filter(({ state }) => values.all || state !== 'final')
        process.stdout.write(`${name}: ${intents.length} writes, ${shown.length} shown\n${shown.map((intent) => `${wordsOf(intent)}\n`).join('')}`)
        continue
      }
      const intent = intents.find((one) => one.key === key)
      if (intent === undefined) continue
      const by = { log: logOf(intent), actor: `operator:${values.as ?? ''}`, now: systemClock.now() }
      await (command === 'drop' ? dropWrite(database, intent.key, by) : putBack(database, intent.key, by))
      process.stdout.write(command === 'drop' ? 'It was dropped.\n' : 'It is sent again by the process that sends.\n')
      return
    } finally {
      await database.close()
    }
  }
  if (command !== 'list') throw new Refusal('not_found', { detail: 'no write has that key' })
}

main().catch((error: unknown) => {
  const said = error instanceof Refusal ? (error.detail ?? error.message) : error instanceof Error ? error.message : 'It failed.'
  process.stderr.write(`${error instanceof Refusal && error.code === 'conflict' ? 'Only a dead write is put back, and only one that was not signed is dropped.' : said}\n`)
  process.exitCode = 1
})
