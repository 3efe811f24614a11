import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenFile } from '../persistence/open-file.ts'
import { openForOperator } from '../persistence/open-for-operator.ts'
import { readArgumentsOf, runProgram } from '../system/program.ts'

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

interface Service {
  readonly name: string
  /** Where its messages stand, as `m`, and what each tells of. */
  readonly messages: string
  readonly event: string
}

const services: readonly Service[] = [
  { name: 'issuer', messages: 'webhook_messages m JOIN audit_entries a ON a.sequence = m.sequence', event: 'a.event' },
  { name: 'verifier', messages: 'webhook_messages m', event: 'm.event' },
]

async function list({ name, messages, event }: Service, database: OpenFile): Promise<readonly string[]> {
  const stopped = await database.all<{ readonly endpoint: string }>('SELECT endpoint FROM webhook_endpoints WHERE stopped_at IS NOT NULL')
  const rows = await database.all<MessageRow>(`SELECT m.id, m.endpoint, ${event} AS event, m.attempts, m.answer, m.is_dead FROM ${messages} ORDER BY m.is_dead DESC, m.next_at LIMIT 1000`)
  return [
    ...stopped.map(({ endpoint }) => `${name}  stopped  ${endpoint}`),
    ...rows.map((row) => `${name}  ${row.is_dead === 1 ? 'dead' : 'waiting'}  ${row.id}  ${row.endpoint}  ${row.event}  ${row.attempts} attempts${row.answer === null ? '' : `, answered ${row.answer}`}`),
  ]
}

const now = (): number => Math.floor(Date.now() / 1000)
const changes: Readonly<Record<string, (database: OpenFile, name: string) => Promise<number>>> = {
  retry: (database, message) => database.run('UPDATE webhook_messages SET is_dead = 0, attempts = 0, next_at = ? WHERE id = ? AND is_dead = 1', [now(), message]),
  resume: (database, endpoint) => database.run('UPDATE webhook_endpoints SET stopped_at = NULL WHERE endpoint = ? AND stopped_at IS NOT NULL', [endpoint]),
}

/** Does one thing in the database of each service that is there. */
async function inEach<Answer>(data: string, work: (service: Service, database: OpenFile) => Promise<Answer>): Promise<readonly { readonly name: string; readonly answer: Answer }[]> {
  const found = services.map((service) => ({ service, file: join(data, service.name, `${service.name}.sqlite`) })).filter(({ file }) => existsSync(file))
  if (found.length === 0) throw new Error(`There is no database of an issuer or a verifier in ${data}.`)
  const answers: { readonly name: string; readonly answer: Answer }[] = []
  for (const { service, file } of found) {
    const database = await openForOperator(file)
    try {
      answers.push({ name: service.name, answer: await work(service, database) })
    } finally {
      await database.close()
    }
  }
  return answers
}

await runProgram('', async () => {
  const { values, positionals } = readArgumentsOf({ options: { data: { type: 'string', default: '.data' } }, allowPositionals: true })
  const [command = 'list', name = ''] = positionals
  if (command === 'list' && positionals.length < 2) {
    const lines = (await inEach(values.data, list)).flatMap(({ answer }) => answer)
    process.stdout.write(`${lines.length === 0 ? 'Everything has arrived.' : lines.join('\n')}\n`)
    return 0
  }
  const change = changes[command]
  if (change === undefined || name === '' || positionals.length > 2) throw new Error(usage)
  const changed = (await inEach(values.data, (_service, database) => change(database, name))).filter(({ answer }) => answer > 0)
  if (changed.length === 0) throw new Error(`There is no ${name}, or it needs nothing.`)
  process.stdout.write(`It is told again by the ${changed.map((one) => one.name).join(' and the ')}.\n`)
  return 0
})
