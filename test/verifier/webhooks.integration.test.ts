import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { verifyWebhook, type PresentationEvent } from '@counterfoil/form-server/verify-webhook'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { openForOperator } from '@counterfoil/service-kit/persistence/open-for-operator'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { verifierSchema } from '@counterfoil/verifier/adapters/verifier-schema'
import { webhooksTable } from '@counterfoil/verifier/adapters/webhooks-table'
import { openWebhooks } from '@counterfoil/verifier/assemble-webhooks'
import { webhookTypes, type VerifierWebhookEndpoint } from '@counterfoil/verifier/domain/webhook-event'
import { readVerifierWebhooks } from '@counterfoil/verifier/webhooks-config'
import { temporaryFolder } from '../support/ledger.ts'
import { until } from '../support/until.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'
import { answerWell, fetchRequest, formServer, post, type Started } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const sandboxKey = 'key-of-the-sandbox-0123456789'
const revoked = 9

type Name = 'everything' | 'permits' | 'rehearsals' | 'silent' | 'failing' | 'gone'
let receivers: Record<Name, WebhookReceiver>
let world: VerifierTestWorld
beforeAll(async () => {
  const names = ['everything', 'permits', 'rehearsals', 'silent', 'failing', 'gone'] as const
  receivers = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await startWebhookReceiver()] as const))) as Record<Name, WebhookReceiver>
  receivers.silent.answer = null
  receivers.failing.answer = 500
  receivers.gone.answer = 410
  const endpoint = (id: Name, changes: Partial<VerifierWebhookEndpoint> = {}): VerifierWebhookEndpoint => ({ authority: 'brackenfield', id, url: receivers[id].url, types: webhookTypes, forms: null, isSandbox: false, secrets: [secret], signingKeys: [], ...changes })
  world = await startVerifierWorld({
    configure: ({ authorities }) => ({
      sandboxWalletUrl: 'http://localhost:5492',
      apiKeyDigests: Object.fromEntries(authorities.map(({ id }) => [id, [`test-key-of-${id}-0123456789`, sandboxKey].map((key) => ({ sha256: createHash('sha256').update(key).digest('hex'), sandbox: key === sandboxKey }))])),
      webhooks: [
        endpoint('everything'),
        endpoint('permits', { forms: ['resident-parking-permit'], types: ['presentation.answered'] }),
        endpoint('rehearsals', { isSandbox: true }),
        endpoint('silent', { types: ['presentation.answered'] }),
        endpoint('failing', { types: ['presentation.declined'] }),
        endpoint('gone', { forms: ['resident-parking-permit'], types: ['presentation.declined'] }),
      ],
      webhookPrivateHosts: ['localhost'],
    }),
  })
  world.publisher.set(revoked, 1)
})
afterAll(async () => {
  // Nobody waits for who doesn't answer.
  await Promise.all(Object.values(receivers).map((receiver) => receiver.close()))
  await world?.close()
})
afterEach(() => {
  world.switches.clockShift = 0
})

const form = (authority = 'brackenfield', key?: string): ReturnType<typeof formServer> => formServer(world, authority, key)

/** What an endpoint was told of a presentation, as its server believes it. */
async function toldOf({ transaction_id: id }: Started, name: Name = 'everything'): Promise<readonly PresentationEvent[]> {
  const events = await Promise.all(receivers[name].received.map((message) => verifyWebhook(message, { secrets: [secret], now: Number(message.headers['webhook-timestamp']) * 1000 })))
  return events.filter(({ transactionId }) => transactionId === id)
}
const untilTold = async (started: Started, type: PresentationEvent['type'], name?: Name): Promise<void> => until(async () => (await toldOf(started, name)).some((event) => event.type === type), `${type} was told`)

async function decline(started: Started): Promise<void> {
  const request = await fetchRequest(started)
  await post(request, makeErrorResponse('access_denied', request.state).toString())
}

async function expire(): Promise<void> {
  world.switches.clockShift = 1201
  await world.verifier().sweep()
}

describe('a form server', () => {
  it.each<[PresentationEvent['type'], end: (started: Started) => Promise<unknown>]>([
    ['presentation.answered', async (started) => answerWell(world, await fetchRequest(started))],
    ['presentation.refused', async (started) => answerWell(world, await fetchRequest(started), { index: revoked })],
    ['presentation.declined', decline],
    ['presentation.expired', expire],
  ])('is told of %s: which of its presentations, and nothing by which anybody could have the result', async (type, end) => {
    const started = await form().start({ flow: 'same_device', return_url: `${returnOrigin}/brackenfield/blue-badge-renewal` })
    await end(started)
    await untilTold(started, type)
    expect(await form().status(started)).toMatchObject({ status: type.slice('presentation.'.length) })
    const message = receivers.everything.received.find(({ body }) => body.includes(started.transaction_id))
    expect(JSON.parse(message?.body ?? '')).toEqual({ type, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/), data: { transaction_id: started.transaction_id, form: 'blue-badge-renewal', authority: 'brackenfield' } })
    if (type !== 'presentation.expired') expect(new Webhook(secret).verify(message?.body ?? '', message?.headers as Record<string, string>)).toEqual(JSON.parse(message?.body ?? ''))
  })

  it('hears that what was answered expired, when nobody collected it or the number was wrong too often', async () => {
    const guessed = await form().start()
    const answer = await answerWell(world, await fetchRequest(guessed))
    const { counterfoil_number: number } = (await answer.json()) as { counterfoil_number: string }
    for (let tries = 0; tries < 2; tries += 1) await form().result(guessed, { number: String((Number(number) + 1) % 1000).padStart(3, '0') })
    await untilTold(guessed, 'presentation.expired')
    const left = await form().start()
    await answerWell(world, await fetchRequest(left))
    await expire()
    await untilTold(left, 'presentation.expired')
    for (const started of [guessed, left]) expect((await toldOf(started)).map(({ type }) => type)).toEqual(['presentation.answered', 'presentation.expired'])
  })

  it('hears of the forms and of the ends that it asked for, of its own authority, and of rehearsals apart', async () => {
    const [badge, permit, rehearsal, foreign] = [await form().start(), await form().start({ form: 'resident-parking-permit' }), await form('brackenfield', sandboxKey).start(), await form('calderwick').start()]
    for (const started of [badge, permit, foreign]) await answerWell(world, await fetchRequest(started))
    await expire()
    await untilTold(permit, 'presentation.answered', 'permits')
    await untilTold(permit, 'presentation.expired')
    await untilTold(rehearsal, 'presentation.expired', 'rehearsals')
    expect((await toldOf(rehearsal, 'rehearsals')).map(({ isSandbox }) => isSandbox)).toEqual([true])
    expect(await toldOf(rehearsal)).toEqual([])
    expect(receivers.permits.received.map(({ body }) => (JSON.parse(body) as { data: { transaction_id: string } }).data.transaction_id)).toEqual([permit.transaction_id])
    for (const name of ['everything', 'permits', 'rehearsals'] as const) expect(await toldOf(foreign, name)).toEqual([])
  })

  it('hears of a hosted page by the name that it knows: answered, cancelled or lapsed, and of none of the requests made there', async () => {
    const server = createFormServer({ verifierUrl: `${world.verifierUrl}/brackenfield`, apiKey: world.apiKey('brackenfield') })
    const opened = async () => {
      const page = await server.startHostedPage({ form: 'blue-badge-renewal', returnUrl: `${returnOrigin}/brackenfield/blue-badge-renewal` })
      const cookie = (await fetch(page.hostedPageUri)).headers.get('set-cookie') ?? ''
      const send = (path: string, flow: string): Promise<Response> => fetch(`${page.hostedPageUri}${path}`, { method: 'POST', redirect: 'manual', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: `flow=${flow}` })
      return { named: { transaction_id: page.transactionId } as Started, send }
    }
    const [answered, cancelled, lapsed] = [await opened(), await opened(), await opened()]
    for (const { send } of [answered, cancelled, lapsed]) await send('', 'cross_device')
    const walletLink = new URL((await answered.send('', 'same_device')).headers.get('location') ?? '')
    await answerWell(world, await fetchRequest({ request_uri: walletLink.searchParams.get('request_uri') ?? '' }))
    await cancelled.send('/cancel', '')
    await untilTold(answered.named, 'presentation.answered')
    await untilTold(cancelled.named, 'presentation.declined')
    world.switches.clockShift = 1801
    await world.verifier().sweep()
    await untilTold(lapsed.named, 'presentation.expired')
    // What nobody collected lapses with its page.
    await untilTold(answered.named, 'presentation.expired')
    for (const [{ named }, times] of [[answered, 2], [cancelled, 1], [lapsed, 1]] as const) expect(await toldOf(named)).toHaveLength(times)
    expect(receivers.everything.received.filter(({ body }) => body.includes('page-'))).toEqual([])
  })

  it('that doesn’t answer holds up no other', async () => {
    const [first, second] = [await form().start(), await form().start()]
    for (const started of [first, second]) {
      await answerWell(world, await fetchRequest(started))
      await untilTold(started, 'presentation.answered')
    }
    expect(receivers.silent.received.length).toBeGreaterThan(0)
  })
})

describe('an endpoint that fails', () => {
  it('is told again later, the same under the same id; an operator sees what waits, and sends again what was given up', async () => {
    const { failing } = receivers
    const started = await form().start()
    const attempts = () => failing.received.filter(({ body }) => body.includes(started.transaction_id))
    await decline(started)
    await until(() => attempts().length === 1, 'the first attempt was made')
    world.switches.clockShift = 7
    await until(() => attempts().length === 2, 'the second attempt was made')
    expect(new Set(attempts().map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`)).size).toBe(1)
    const id = String(attempts()[0]?.headers['webhook-id'])
    const database = join(world.net.verifierDir, 'verifier.sqlite')
    const waiting = async (): Promise<{ readonly is_dead: number; readonly answer: number | null } | undefined> => {
      const tables = await openTables(database)
      const [row] = await tables.rows<{ is_dead: number; answer: number | null }>('SELECT is_dead, answer FROM webhook_messages WHERE id = ?', id)
      await tables.close()
      return row
    }
    await until(async () => (await waiting())?.answer === 500, 'the answer was noted')
    const operate = async (...words: readonly string[]): Promise<string> => (await promisify(execFile)(process.execPath, ['packages/service-kit/src/webhooks/webhooks-program.ts', ...words, '--data', world.folder])).stdout
    expect(await operate('list')).toContain(`verifier  waiting  ${id}  brackenfield/failing  presentation.declined  2 attempts, answered 500`)
    const later = await openForOperator(database)
    await later.run('UPDATE webhook_messages SET attempts = 9, next_at = 0 WHERE id = ?', [id])
    await later.close()
    await until(async () => (await waiting())?.is_dead === 1, 'it was given up at the tenth attempt')
    failing.answer = 204
    expect(await operate('retry', id)).toBe('It is told again by the verifier.\n')
    await until(async () => (await waiting()) === undefined, 'nothing is kept of what arrived')
    await expect(operate('retry', id)).rejects.toThrow(/needs nothing/)
  })
})

describe('an endpoint that is gone', () => {
  const ofGone = async <Row>(columns: string, table: string): Promise<readonly Row[]> => {
    const tables = await openTables(join(world.net.verifierDir, 'verifier.sqlite'))
    const rows = await tables.rows<Row>(`SELECT ${columns} FROM ${table} WHERE endpoint = 'brackenfield/gone'`)
    await tables.close()
    return rows
  }

  it('has nothing more written down for it', async () => {
    const permit = { form: 'resident-parking-permit' }
    await decline(await form().start(permit))
    await until(async () => (await ofGone<{ stopped_at: number | null }>('stopped_at', 'webhook_endpoints'))[0]?.stopped_at != null, 'the endpoint was stopped')
    const later = await form().start(permit)
    await decline(later)
    await untilTold(later, 'presentation.declined')
    expect(await ofGone('event', 'webhook_messages')).toEqual([{ event: 'presentation.declined' }])
    expect(receivers.gone.received).toHaveLength(1)
  })
})

describe('what nobody was told', () => {
  it('is dropped two weeks after it was due: what was given up, and what waits for who was stopped or isn’t named any more', async () => {
    const folder = temporaryFolder()
    const database = await openDatabase({ file: join(folder.path, 'verifier.sqlite'), ...verifierSchema })
    const now = 1_800_000_000
    await database.write(async (writes) => {
      await writes.run("INSERT INTO webhook_endpoints (endpoint, stopped_at) VALUES ('a/told', NULL), ('a/stopped', 1), ('a/unnamed', NULL)")
      const insert = "INSERT INTO webhook_messages (id, endpoint, event, transaction_id, form, at, attempts, next_at, is_dead) VALUES (?, ?, '', ?, '', 0, 0, ?, ?)"
      for (const [id, endpoint, isDead] of [['waits', 'a/told', 0], ['dead', 'a/told', 1], ['stopped', 'a/stopped', 0], ['unnamed', 'a/unnamed', 0]] as const)
        for (const [when, days] of [['old', 14], ['young', 13]] as const) await writes.run(insert, [`${id} ${when}`, endpoint, `${id} ${when}`, now - days * 86_400, isDead])
    })
    const left = async (): Promise<readonly string[]> => (await database.reads.all<{ readonly id: string }>('SELECT id FROM webhook_messages ORDER BY id')).map(({ id }) => id)
    await webhooksTable(database).forget([{ authority: 'a', id: 'told' }, { authority: 'a', id: 'stopped' }], epochSeconds(now))
    expect(await left()).toEqual(['dead young', 'stopped young', 'unnamed young', 'waits old', 'waits young'])
    // Of a file that names nobody any more, it is dropped as well.
    const { running } = await openWebhooks({ webhooks: [] }, { clock: fixedClock(now), random: cryptoRandom, logger: createLogger('verifier'), database, forms: { find: () => null, all: () => [] }, publishes: () => false })
    await running.stop()
    expect(await left()).toEqual(['dead young', 'stopped young', 'unnamed young', 'waits young'])
    await database.close()
    folder.remove()
  })
})

describe('the file of webhooks', () => {
  it('names forms, and whether rehearsals are told', () => {
    const folder = temporaryFolder()
    const file = (name: string, content: unknown): string => {
      writeFileSync(join(folder.path, name), typeof content === 'string' ? content : JSON.stringify(content))
      return join(folder.path, name)
    }
    const good = { id: 'case', url: 'https://forms.council.example/ended', secretFiles: [file('secret', secret)] }
    const read = { authority: 'aldermoor', id: 'case', url: good.url, types: webhookTypes, forms: null, isSandbox: false, secrets: [secret], signingKeys: [] }
    expect(readVerifierWebhooks(file('a.json', { aldermoor: [good] }))).toEqual([read])
    expect(readVerifierWebhooks(file('b.json', { aldermoor: [{ ...good, forms: ['library-card'], sandbox: true, events: ['presentation.expired'] }] }))).toEqual([{ ...read, types: ['presentation.expired'], forms: ['library-card'], isSandbox: true }])
    for (const bad of [{ ...good, forms: [] }, { ...good, forms: 'all' }, { ...good, sandbox: 'yes' }, { ...good, events: ['credential.issued'] }]) expect(() => readVerifierWebhooks(file('c.json', { aldermoor: [bad] }))).toThrow(/can't be used/)
    folder.remove()
  })

  it('that names a form which isn’t there stops the start', async () => {
    const { webhooks: [known] = [] } = world.config
    const parts = { clock: fixedClock(0), random: cryptoRandom, logger: createLogger('verifier'), database: await openDatabase({ file: ':memory:', ...verifierSchema }), forms: { find: () => null, all: () => [] }, publishes: () => false }
    await expect(openWebhooks({ webhooks: known === undefined ? [] : [{ ...known, forms: ['library-card'] }] }, parts)).rejects.toThrow(/form library-card, which brackenfield doesn't have/)
    await parts.database.close()
  })

  it('may name a form that its council publishes by itself, withdrew or will publish', async () => {
    const { webhooks: [known] = [] } = world.config
    const folder = temporaryFolder()
    const database = await openDatabase({ file: join(folder.path, 'verifier.sqlite'), ...verifierSchema })
    const parts = { clock: fixedClock(0), random: cryptoRandom, logger: createLogger('verifier'), database, forms: { find: () => null, all: () => [] }, publishes: (authority: string) => authority === known?.authority }
    const { running } = await openWebhooks({ webhooks: known === undefined ? [] : [{ ...known, forms: ['library-card'] }] }, parts)
    await running.stop()
    await database.close()
    folder.remove()
  })
})
