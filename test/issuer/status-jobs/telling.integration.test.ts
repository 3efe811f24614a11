import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import type { StatusJob } from '@counterfoil/issuer/domain/status-jobs/status-job'
import type { StatusTellings } from '@counterfoil/issuer/ports/status-jobs'
import { tellOfChanges } from '@counterfoil/issuer/use-cases/status-jobs/tell-of-changes'
import { accountAt, startNotifyServer, type NotifyServer } from '../../support/notify-server.ts'
import { issue } from '../issue-in-process.ts'
import { goodRecord, issuerUrl, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'

const undoFor = 60
let scene: Scene
let notify: NotifyServer
let desk: Desk
const heading = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since,email\n'
const reference = (person: number): string => `TE-${String(person).padStart(4, '0')}`
const rowOf = (person: number, email = `person${person}@example.net`): string => `${reference(person)},Morfudd${person},Quillfeather,1970-01-01,${person} Quay Street,,Aldermoor,AL1 2BC,100012345678,2009-09-01,${email}\n`
const records = () => join(scene.folder, 'aldermoor.csv')

beforeAll(async () => {
  notify = await startNotifyServer(() => scene.clock.now())
  scene = await openScene({ settings: { privateHosts: [notify.host], notify: { accounts: new Map([['aldermoor', accountAt(notify)]]), localPost: false }, status: { clock: seconds(0), history: true, undoFor: seconds(undoFor) } } })
  writeFileSync(records(), heading + Array.from({ length: 40 }, (_, person) => rowOf(person)).join('') + rowOf(40, '') + rowOf(41, 'not an address'))
})
beforeEach(async () => {
  desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
})
afterEach(() => {
  notify.answers('well')
  notify.taken.length = 0
})
afterAll(async () => {
  await scene.close()
  await notify.close()
  scene.erase()
})

async function issued(person: number): Promise<CounterfoilId> {
  await issue(scene.issuer, goodRecord(reference(person)), scene.clock.now(), 'aldermoor')
  return (await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1'))[0]?.id ?? expect.fail('nothing was issued')
}
const at = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['location'])
const prepared = async (ids: readonly string[], change = 'suspend'): Promise<string> => at(await desk.post('/staff/status', { change, ...Object.fromEntries(ids.map((id) => [`select-${id}`, 'yes'])) }))
async function pass(by = undoFor): Promise<void> {
  scene.clock.advance(by)
  await scene.issuer.takeOnStatusJobs()
  await scene.issuer.takeOnStatusJobs()
  await scene.issuer.deliver()
}
async function changed(ids: readonly string[], telling: string): Promise<string> {
  const job = await prepared(ids)
  await desk.post(`${job}/confirm`, { reason: 'record_check', telling })
  await pass()
  return job
}
const textOf = ({ body }: NotifyServer['taken'][number]): string => (body['personalisation'] as { readonly body: string }).body
const lastJob = async (): Promise<string> => (await scene.rows<{ id: string }>('SELECT id FROM status_jobs ORDER BY id DESC LIMIT 1'))[0]?.id ?? ''
const told = async (job?: string) => scene.rows<{ told: string | null; many: number }>('SELECT told, count(*) AS many FROM status_job_rows WHERE job = ? GROUP BY told ORDER BY told', job ?? (await lastJob()))

describe('a change that people are told of', () => {
  it.each([
    ['email', 0],
    ['letter', 2],
  ] as const)('writes to each once, when it is done and not before, and says by which way: %s', async (telling, first) => {
    const ids = [await issued(first), await issued(first + 1)]
    const job = await prepared(ids)
    expect((await desk.get(job)).body).toContain('Tell the people')
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling })
    await scene.issuer.deliver()
    expect(notify.taken).toEqual([])
    await pass()
    await pass()
    expect(notify.taken.map(({ channel }) => channel)).toEqual([telling, telling])
    expect((await desk.get(job)).body).toContain('data-messages="sent"')
    const credential = (await desk.get(`/staff/credentials/${ids[0]}`)).body
    expect(credential).toContain(telling === 'email' ? 'E-mail about a change' : 'Letter about a change')
  })

  it('names the credential in a letter, and nothing of it in an e-mail', async () => {
    await changed([await issued(4)], 'email')
    await changed([await issued(5)], 'letter')
    const [email, letter] = notify.taken
    expect(JSON.stringify(email?.body)).not.toMatch(/residency|suspended/i)
    expect(JSON.stringify(letter?.body)).toContain('Your residency credential is suspended')
  })

  it('writes in the language that somebody asked for', async () => {
    const id = await issued(6)
    await scene.rows("INSERT INTO person_languages (authority, person, language, at) SELECT 'aldermoor', person, 'cy', ? FROM counterfoils WHERE id = ?", scene.clock.now(), id)
    await changed([id], 'letter')
    expect(notify.taken.map(textOf)).toEqual([expect.stringContaining('Annwyl Morfudd6')])
  })

  it('tells one person once of several credentials of a type', async () => {
    await changed([await issued(7), await issued(7)], 'email')
    expect(notify.taken).toHaveLength(1)
    expect(await told()).toEqual([{ told: 'asked', many: 2 }])
  })

  it('says before it is confirmed who can\'t be told so, and afterwards who wasn\'t', async () => {
    const job = await prepared([await issued(8), await issued(40), await issued(41)])
    const before = (await desk.get(job)).body
    expect(before).toContain('2 people can’t be told so')
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling: 'email' })
    await pass()
    expect(await told()).toEqual([{ told: 'asked', many: 1 }, { told: 'unreachable', many: 2 }])
    expect((await desk.get(job)).body).toContain('2 people can’t be told so')
  })

  it('is made while the council\'s record is away, and told when that is there again', async () => {
    const id = await issued(9)
    const job = await prepared([id])
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling: 'email' })
    scene.clock.advance(3600)
    renameSync(records(), `${records()}.away`)
    await pass(0)
    expect(await scene.rows('SELECT status FROM counterfoils WHERE id = ?', id)).toEqual([{ status: 2 }])
    expect(notify.taken).toEqual([])
    renameSync(`${records()}.away`, records())
    await pass(120)
    expect(notify.taken).toHaveLength(1)
  })

  it.each([
    ['is so no longer', false],
    ['is four weeks old', true],
  ])('tells nobody, when the record is there again, of what %s, and says so', async (_what, isOld) => {
    const [id, other] = [await issued(isOld ? 20 : 18), await issued(isOld ? 21 : 19)]
    const job = await prepared([id, other])
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling: 'letter' })
    scene.clock.advance(3600)
    renameSync(records(), `${records()}.away`)
    await pass(0)
    if (!isOld) await scene.issuer.changeStatus(scene.authority('aldermoor'), id, 'reinstate', { staff: staffOf('aldermoor'), reason: 'check_passed' })
    renameSync(`${records()}.away`, records())
    await pass(isOld ? 28 * 86_400 : 120)
    expect(notify.taken).toHaveLength(isOld ? 0 : 1)
    expect(await told(job.slice('/staff/status/'.length))).toEqual(isOld ? [{ told: 'overtaken', many: 2 }] : [{ told: 'asked', many: 1 }, { told: 'overtaken', many: 1 }])
    desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
    expect((await desk.get(job)).body).toContain(isOld ? '2 credentials were changed again before anybody was told, or the change was too long ago' : '1 credential was changed again')
  })

  it('stops between two units where the process stops, and tells the rest later', async () => {
    const noted: number[] = []
    const job = { id: 'job', authority: 'aldermoor', change: 'suspend', telling: 'letter', doneAt: scene.clock.now() } as StatusJob
    const all = Array.from({ length: 150 }, (_, place) => ({ person: `person-${place}` as PersonHandle, configurationId: 'residency', counterfoils: [`c-${place}` as CounterfoilId], stands: true }))
    const tellings = { due: async () => [job], toTell: async () => all, note: async (_id: unknown, some: readonly unknown[]) => void noted.push(some.length), finish: async () => expect.fail('it isn\'t finished') } as unknown as StatusTellings
    const tell = tellOfChanges({ clock: scene.clock, tellings, records: { people: async () => new Map() }, languages: { ofMany: async () => new Map() }, notifier: { seal: () => expect.fail('nobody is known'), wake: () => {} }, configurations: new Map() })
    await tell(() => noted.length === 1)
    expect(noted).toEqual([100])
  })

  it('puts what was given up before staff, who send all of it again', async () => {
    notify.answers({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    const id = await issued(10)
    const job = await changed([id], 'email')
    expect((await desk.get(job)).body).toContain('messages-again')
    expect((await desk.get('/staff/messages')).body).toContain(`/staff/credentials/${id}`)
    notify.answers('well')
    expect(at(await desk.post(`${job}/messages`))).toBe(`${job}#messages`)
    await scene.issuer.deliver()
    expect(notify.taken).toHaveLength(1)
  })

  it('tells nobody of what was undone, and nobody where that wasn\'t chosen', async () => {
    const job = await prepared([await issued(11)])
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling: 'email' })
    await desk.post(`${job}/undo`)
    await pass()
    await changed([await issued(12)], 'none')
    expect(notify.taken).toEqual([])
  })

  it('stores a message in the unit that notes its row: cut off in between it has neither, and goes on', async () => {
    const id = await issued(16)
    const job = await prepared([id])
    await desk.post(`${job}/confirm`, { reason: 'record_check', telling: 'email' })
    await scene.rows("CREATE TRIGGER cut_off BEFORE INSERT ON outgoing_messages BEGIN SELECT RAISE(ABORT, 'cut off'); END")
    scene.clock.advance(undoFor)
    await scene.issuer.takeOnStatusJobs().catch(() => {})
    expect(await told()).toEqual([{ told: null, many: 1 }])
    await scene.rows('DROP TRIGGER cut_off')
    await pass(0)
    expect([await told(), notify.taken.length]).toEqual([[{ told: 'asked', many: 1 }], 1])
  })

  it('of one credential tells, too; pressed twice, once', async () => {
    const id = await issued(13)
    expect((await desk.get(`/staff/credentials/${id}/suspend`)).body).toContain('Tell the people')
    for (let press = 0; press < 2; press += 1) await desk.post(`/staff/credentials/${id}/suspend`, { reason: 'record_check', telling: 'letter' })
    await pass()
    expect(notify.taken.map(({ channel }) => channel)).toEqual(['letter'])
    const other = await issued(18)
    for (let press = 0; press < 2; press += 1) await desk.post(`/staff/credentials/${other}/suspend`, { reason: 'record_check', telling: 'letter', when: 'at_once' })
    await pass(0)
    expect(notify.taken.map(({ channel }) => channel)).toEqual(['letter', 'letter'])
  })

  it('keeps neither name nor address in clear', async () => {
    notify.answers({ status: 503, error: 'Exception', message: '' })
    await changed([await issued(14)], 'letter')
    expect(JSON.stringify(await Promise.all(['status_jobs', 'status_job_rows', 'outgoing_messages'].map((table) => scene.rows(`SELECT * FROM ${table}`))))).not.toMatch(/Morfudd|Quillfeather|Quay Street|person14/)
  })

  it('keeps how people are to be told where a reason is missing, and where somebody has to prove first that they are there', async () => {
    const id = await issued(17)
    const [suspending, revoking] = [await prepared([id]), await prepared([id], 'revoke')]
    for (const [page, sent] of [[suspending, `${suspending}/confirm`], [`/staff/credentials/${id}/suspend`, `/staff/credentials/${id}/suspend`]] as const) {
      const again = at(await desk.post(sent, { telling: 'letter' }))
      expect(again).toBe(`${page}?reason=missing&telling=letter`)
      expect((await desk.get(again)).body).toMatch(/value="letter" checked/)
    }
    const unproved = await openDesk(scene)
    const stepUp = at(await unproved.post(`${revoking}/confirm`, { reason: 'issued_in_error', telling: 'letter' }, { ...sameOrigin, referer: `${issuerUrl}${revoking}?reason=missing&telling=email` }))
    const back = new URLSearchParams(stepUp.split('?')[1]).get('back') ?? ''
    expect(back).toBe(`${revoking}?telling=letter&chosen=issued_in_error`)
    const { body } = await desk.get(back)
    for (const chosen of ['letter', 'issued_in_error']) expect(body).toMatch(new RegExp(`value="${chosen}" checked`))
    expect((await desk.get(`${revoking}?telling=pigeon`)).body).toMatch(/value="none" checked/)
  })

  it.each(['pigeon', '', 'EMAIL', '__proto__'])('ADM-11 isn\'t confirmed with a way that isn\'t there, and is asked again: %j', async (telling) => {
    const id = await issued(15)
    const job = await prepared([id])
    expect(at(await desk.post(`${job}/confirm`, { reason: 'record_check', telling }))).toBe(`${job}?reason=telling`)
    expect((await desk.get(`${job}?reason=telling`)).body).toContain('Choose how the people are told')
    expect(at(await desk.post(`/staff/credentials/${id}/suspend`, { reason: 'record_check', telling }))).toBe(`/staff/credentials/${id}/suspend?reason=telling`)
    expect(await scene.rows('SELECT status FROM counterfoils WHERE id = ?', id)).toEqual([{ status: 0 }])
  })
})
