import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { messageSeals } from '@counterfoil/issuer/adapters/notify/message-seals'
import { outgoingMessagesTable } from '@counterfoil/issuer/adapters/notify/outgoing-messages-table'
import { mostAttempts, type Message, type MessageReference } from '@counterfoil/issuer/domain/notify/message'
import { writeMessage } from '@counterfoil/issuer/pages/notify/message-text'
import type { Carried, Carrier, Outbox } from '@counterfoil/issuer/ports/notifier'
import { deliverMessages } from '@counterfoil/issuer/use-cases/notify/deliver-messages'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { codeMessage, council, linkMessage, linkOfOffer, now } from './messages.ts'

const seals = messageSeals('a service secret of more than 32 characters')
const sent: Carried = { isSent: true }
const away: Carried = { isSent: false, problem: 'away', isFinal: false }
const badAddress: Carried = { isSent: false, problem: 'address_refused', isFinal: true }

let folder: string
let database: Database
let outbox: Outbox
let time: number

beforeEach(async () => {
  time = now
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-messages-'))
  database = await openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
  outbox = outgoingMessagesTable(database)
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** A carrier that answers in turn, and what it was handed. */
function carrierOf(...answers: readonly (Carried | Error)[]) {
  const handed: { readonly message: Message; readonly mayBeThere: boolean }[] = []
  const carrier: Carrier = {
    channels: new Set(['email', 'letter']),
    carry: async (message, _written, { mayBeThere }) => {
      handed.push({ message, mayBeThere })
      const answer = answers[Math.min(handed.length, answers.length) - 1] ?? sent
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return { carrier, handed }
}

const put = (...messages: readonly Message[]) => outbox.put(messages.map((message) => seals.seal(message)), epochSeconds(time))
const deliver = (carrier: Carrier, options: Partial<Parameters<typeof deliverMessages>[0]> = {}) =>
  deliverMessages({ clock: { now: () => epochSeconds(time) }, outbox, seals, write: writeMessage, chance: () => 0.5, onFailed: () => {}, isStopping: () => false, ...options })(council, carrier)
const states = async () => (await outbox.about(council.id, 'an offer')).map(({ state, attempts, problem }) => ({ state, attempts, problem }))
const held = async () => (await database.reads.all<{ sealed: string | null }>('SELECT sealed FROM outgoing_messages')).map(({ sealed }) => sealed)
const one = 'one-link' as MessageReference

describe('the outbox', () => {
  it('sends a message once, however often it is put there, and erases what it said', async () => {
    const { carrier, handed } = carrierOf(sent)
    await put(linkMessage(), linkMessage())
    await put(linkMessage())
    await Promise.all([deliver(carrier), deliver(carrier), deliver(carrier)])
    expect(handed).toEqual([{ message: linkMessage(), mayBeThere: false }])
    expect(await states()).toEqual([{ state: 'sent', attempts: 1, problem: null }])
    expect(await held()).toEqual([null])
  })

  it('tries again later and ever later, and then asks staff what to do', async () => {
    const { carrier, handed } = carrierOf(away)
    await put(linkMessage())
    const gaps: number[] = []
    for (let last = time; (await states())[0]?.state === 'waiting'; ) {
      await deliver(carrier)
      await deliver(carrier)
      const at = (await outbox.about(council.id, 'an offer'))[0]?.at ?? 0
      gaps.push(at - last)
      last = at
      time = Math.max(time, at)
    }
    expect(handed).toHaveLength(mostAttempts)
    expect(gaps.slice(0, 4)).toEqual([30, 120, 600, 1800])
    expect(handed.map(({ mayBeThere }) => mayBeThere)).toEqual([false, ...Array.from({ length: mostAttempts - 1 }, () => true)])
    expect(await states()).toEqual([{ state: 'failed', attempts: mostAttempts, problem: 'away' }])
    expect(await outbox.toSeeTo(council.id)).toHaveLength(1)
  })

  it('gives up at once where another try would change nothing; staff send it again, or print it', async () => {
    const { carrier, handed } = carrierOf(badAddress, sent)
    await put(linkMessage())
    await deliver(carrier)
    expect(await states()).toEqual([{ state: 'failed', attempts: 1, problem: 'address_refused' }])
    expect(await outbox.again('brackenfield', one, epochSeconds(time))).toBe(false)
    expect(await outbox.again(council.id, one, epochSeconds(time))).toBe(true)
    expect(await outbox.again(council.id, one, epochSeconds(time))).toBe(false)
    await deliver(carrier)
    expect(handed.map(({ mayBeThere }) => mayBeThere)).toEqual([false, true])
    expect(await states()).toEqual([{ state: 'sent', attempts: 1, problem: null }])
    expect(await outbox.toPrint(council.id, one, epochSeconds(time))).toBeNull()
  })

  it('is printed instead, as often as a printer jams, and then not sent', async () => {
    const { carrier, handed } = carrierOf(away, sent)
    await put(linkMessage())
    await deliver(carrier)
    expect(await outbox.toPrint('brackenfield', one, epochSeconds(time))).toBeNull()
    for (let press = 0; press < 2; press += 1) {
      const printed = await outbox.toPrint(council.id, one, epochSeconds(time))
      expect(printed === null || printed === 'both_by_letter' ? printed : seals.open(printed)).toEqual(linkMessage())
    }
    time += 100_000
    await deliver(carrier)
    expect(handed).toHaveLength(1)
    expect(await states()).toEqual([{ state: 'printed', attempts: 1, problem: 'away' }])
  })

  it.each([
    ['is on its way by letter', 'letter', []],
    ['went out by letter', 'letter', [sent]],
    ['was printed', 'email', [away, away]],
  ] as const)('is not printed where the other half of its offer %s', async (_name, by, answers) => {
    await put(codeMessage({ by }))
    if (answers.length > 0) await deliver(carrierOf(...answers).carrier)
    if (by === 'email') await outbox.toPrint(council.id, 'one-code' as MessageReference, epochSeconds(time))
    await put(linkMessage())
    expect(await outbox.toPrint(council.id, one, epochSeconds(time))).toBe('both_by_letter')
    expect(await outbox.about(council.id, 'an offer')).toContainEqual(expect.objectContaining({ reference: one, state: 'waiting' }))
  })

  it('is printed though another message about the same credential went by letter: they aren\'t halves of one thing', async () => {
    const { personalisation: { typeName }, ...common } = codeMessage()
    const changed = (reference: string, channel: 'email' | 'letter'): Message => ({ ...common, ...(channel === 'email' ? { channel, to: 'ceridwen@example.net' } : { channel, to: [] }), reference: reference as MessageReference, template: 'status-changed', personalisation: { name: 'Ceridwen Ashdown', typeName, change: 'suspend' } })
    await put(changed('one-changed', 'letter'), changed('two-changed', 'email'))
    expect(await outbox.toPrint(council.id, 'two-changed' as MessageReference, epochSeconds(time))).toMatchObject({ reference: 'two-changed' })
  })

  it('counts what throws as an attempt that failed: the next one asks first, others go out meanwhile, and staff are asked at last', async () => {
    const { carrier, handed } = carrierOf(new Error('out of order'), sent)
    await put(linkMessage(), codeMessage({ reference: 'one-code' }))
    await deliver(carrier)
    expect((await states()).map(({ state, problem }) => [state, problem])).toEqual(expect.arrayContaining([['waiting', 'unforeseen'], ['sent', null]]))
    time += 31
    await deliver(carrier)
    expect(handed.map(({ mayBeThere }) => mayBeThere)).toEqual([false, false, true])
    expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent'])
    await put(linkMessage({ reference: 'never-written' }))
    const errors: unknown[] = []
    const failing = { write: () => { throw new Error('no words') }, onFailed: ({ error }: { readonly error: unknown }) => void errors.push(error) }
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      await deliver(carrier, failing)
      time += 10_800
    }
    expect(await outbox.toSeeTo(council.id)).toMatchObject([{ reference: 'never-written', state: 'failed', attempts: mostAttempts, problem: 'unforeseen' }])
    expect(errors.map(String)).toEqual(Array.from({ length: mostAttempts }, () => 'Error: no words'))
  })

  it('survives a process that dies before it has the answer: the next attempt asks first', async () => {
    const { carrier, handed } = carrierOf(sent)
    await put(linkMessage())
    const [due] = await outbox.due(council.id, epochSeconds(time))
    expect(due !== undefined && (await outbox.claim(due, epochSeconds(time + 30)))).toBe(true)
    expect(await states()).toEqual([{ state: 'waiting', attempts: 1, problem: null }])
    time += 31
    await deliver(carrier)
    expect(handed.map(({ mayBeThere }) => mayBeThere)).toEqual([true])
    expect((await states())[0]?.state).toBe('sent')
  })

  it('sends nothing that would lead nowhere, and erases it', async () => {
    const { carrier, handed } = carrierOf(sent)
    await put(linkMessage())
    time += 86_400
    await deliver(carrier)
    expect(handed).toEqual([])
    expect(await outbox.again(council.id, one, epochSeconds(time))).toBe(false)
    await outbox.sweep(epochSeconds(time))
    expect(await states()).toEqual([{ state: 'dropped', attempts: 0, problem: null }])
    expect(await held()).toEqual([null])
    await outbox.sweep(epochSeconds(time + 91 * 86_400))
    expect(await states()).toEqual([])
  })

  it('says that it can’t be read when the service’s secret is another one', async () => {
    const { carrier, handed } = carrierOf(sent)
    await put(linkMessage())
    await deliver(carrier, { seals: messageSeals('another secret of more than 32 characters') })
    expect(handed).toEqual([])
    expect(await states()).toEqual([{ state: 'failed', attempts: 1, problem: 'unreadable' }])
  })

  it('can’t be opened as another message, or as another council’s', () => {
    const sealed = seals.seal(linkMessage())
    expect(seals.open(sealed)).toEqual(linkMessage())
    expect(seals.open({ ...sealed, reference: 'two' as MessageReference })).toBeNull()
    expect(seals.open({ ...sealed, authority: 'brackenfield' })).toBeNull()
  })

  it('INV-09 holds nothing that anybody could read, in no file of the database', async () => {
    await put(linkMessage(), codeMessage({ reference: 'one-code' }))
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file)).toString('latin1')
      for (const secret of ['Ceridwen', 'Ashdown', 'ceridwen@example.net', '14 Harbour Lane', 'AL1 2BC', '493536', linkOfOffer, 'AB2C-D3EF']) {
        expect(bytes, `${secret} in ${file}`).not.toContain(secret)
        expect(bytes, `${secret} in ${file}`).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4))
      }
    }
  })
})
