import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BulkDelivery } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import type { BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import { accountAt, startNotifyServer, type NotifyServer } from '../../support/notify-server.ts'
import { openScene, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'
import { approve, csvForm, fileOf, maker, makersSession } from './bulk-scene.ts'

let scene: Scene
let notify: NotifyServer
let desk: Desk
// Each person is one test's alone, and each but the last two can be written to by both ways.
const reference = (number: number): string => `WR-${String(number).padStart(4, '0')}`
const personOf = (number: number, { email = `person${number}@example.net`, street = `${number} Quay Street` } = {}): string => `${reference(number)},Morfudd${number},Quillfeather,1970-01-01,${street},,Aldermoor,AL1 2BC,100012345678,2009-09-01,${email},LIB00${1000 + number},adult,Central\n`
const heading = 'council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since,email,library_card_number,library_membership,home_library\n'

beforeAll(async () => {
  notify = await startNotifyServer(() => scene.clock.now())
  scene = await openScene({ settings: { privateHosts: [notify.host], notify: { accounts: new Map([['aldermoor', accountAt(notify)]]), localPost: false } } })
  writePeople(Array.from({ length: 60 }, (_, number) => personOf(number)).concat(personOf(60, { email: '' }), personOf(61, { street: '' }), personOf(62, { email: 'not an address', street: '' })))
  desk = await openDesk(scene)
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

function writePeople(rows: readonly string[]): void {
  const file = join(scene.folder, 'aldermoor.csv')
  writeFileSync(file, heading + rows.join(''))
}

const here = () => scene.authority('aldermoor')
const prepare = async (delivery: BulkDelivery, numbers: readonly number[], { language = '', type = 'residency' } = {}) => {
  const prepared = await scene.issuer.bulk.prepare.fromFile({ authority: here(), by: `staff:${maker.subject}`, errorSecret: makersSession, delivery }, fileOf(numbers.map((number) => `${reference(number)},${type},${language}`)))
  if ('fault' in prepared) throw new Error(prepared.fault)
  return prepared
}
async function approved(id: BulkJobId): Promise<BulkJobId> {
  await scene.issuer.bulk.staff.ask(here(), id, maker)
  await approve(scene.issuer, id)
  return id
}
async function run(id: BulkJobId) {
  await scene.issuer.bulk.staff.start(here(), id, { staff: maker, secret: makersSession, pauseAfter: null })
  await scene.issuer.bulk.runner.idle()
  await scene.issuer.deliver()
  return (await scene.issuer.bulk.staff.show(here(), id)).job
}
const statesOf = async (id: BulkJobId) => (await scene.issuer.bulk.staff.messages(here(), id)).map(({ template, channel, state, problem, many }) => [template, channel, state, problem, many])
const textOf = ({ body }: NotifyServer['taken'][number]): string => (body['personalisation'] as { readonly body: string }).body

describe('a job that writes to people', () => {
  it.each([
    ['email_letter', 0, [['offer-link', 'email', 'sent', null, 3], ['offer-code', 'letter', 'sent', null, 3]], []],
    ['letter_email', 3, [['offer-link', 'letter', 'sent', null, 3], ['offer-code', 'email', 'sent', null, 3]], []],
    ['email_file', 6, [['offer-link', 'email', 'sent', null, 3]], ['codes']],
    ['letter_file', 9, [['offer-link', 'letter', 'sent', null, 3]], ['codes']],
    ['files', 12, [], ['codes', 'links']],
  ] as const)('sends each half once by its way, and keeps as files what staff hand on: %s', async (delivery, first, sent, files) => {
    const { id } = await prepare(delivery, [first, first + 1, first + 2])
    expect(await run(await approved(id))).toMatchObject({ state: 'finished', outcomes: { offered: 3 } })
    expect(await statesOf(id)).toEqual(sent)
    expect(notify.taken).toHaveLength(sent.length * 3)
    expect(await scene.rows('SELECT DISTINCT kind FROM bulk_results WHERE job = ? ORDER BY kind', id)).toEqual(files.map((kind) => ({ kind })))
  })

  it('never puts the code where the link is', async () => {
    const { id } = await prepare('email_letter', [15])
    await run(await approved(id))
    const takenBy = (channel: string) => notify.taken.find((one) => one.channel === channel) ?? expect.fail(`no ${channel}`)
    const [email, letter] = [takenBy('email'), takenBy('letter')]
    const code = /\b\d{6}\b/.exec(textOf(letter))?.[0] ?? expect.fail('no code')
    expect(textOf(email)).toContain('credential_offer_uri')
    expect(textOf(email)).not.toContain(code)
    expect(textOf(letter)).not.toContain('credential_offer_uri')
  })

  it.each([
    ['letter_email', 'letter', 33, true],
    ['letter_file', 'letter', 34, true],
    ['email_letter', 'email', 35, false],
  ] as const)('gives who gets the link on paper a code to type, for they may have no camera: %s', async (delivery, channel, person, isTyped) => {
    const { id } = await prepare(delivery, [person])
    await run(await approved(id))
    const link = notify.taken.find((one) => one.channel === channel) ?? expect.fail('no link')
    expect(/\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.test(textOf(link))).toBe(isTyped)
  })

  it('sends again together while offers stand, also when the job ended long ago and its rows are gone; the audit log says who did', async () => {
    notify.answers({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    const { id } = await prepare('letter_email', [36, 37])
    await run(await approved(id))
    scene.clock.advance(8 * 86_400)
    await scene.issuer.sweep()
    desk = await openDesk(scene)
    expect((await scene.issuer.bulk.staff.show(here(), id)).job).toMatchObject({ state: 'finished', hasRows: false })
    expect((await desk.get(`/staff/bulk/${id}`)).body).toContain('messages-again')
    notify.answers('well')
    for (let press = 0; press < 2; press += 1) expect((await desk.post(`/staff/bulk/${id}/messages`)).statusCode).toBe(303)
    await scene.issuer.deliver()
    expect(await statesOf(id)).toEqual([['offer-link', 'letter', 'sent', null, 2], ['offer-code', 'email', 'sent', null, 2]])
    expect(await scene.rows("SELECT actor FROM audit_entries WHERE event = 'bulk.sent_again' AND object = ?", id)).toEqual([{ actor: 'staff:staff-of-aldermoor' }])
  })

  it('writes in the language of the row, else in the one that the person asked for, else in English', async () => {
    const asked = (await scene.issuer.bulk.staff.rows(here(), (await prepare('email_letter', [17])).id, { plan: null, after: 0, most: 1 }))[0]?.row.person ?? expect.fail('no row')
    await scene.rows("INSERT INTO person_languages (authority, person, language, at) VALUES ('aldermoor', ?, 'cy', ?)", asked, scene.clock.now())
    await run(await approved((await prepare('email_file', [16], { language: 'Cymraeg' })).id))
    await run(await approved((await prepare('email_file', [17, 18])).id))
    await run(await approved((await prepare('email_file', [19], { language: 'en' })).id))
    expect(notify.taken.map((one) => /^(Annwyl|Dear) Morfudd(\d+)/.exec(textOf(one))?.slice(1)).toSorted((one, other) => Number(one?.[1]) - Number(other?.[1]))).toEqual([['Annwyl', '16'], ['Annwyl', '17'], ['Dear', '18'], ['Dear', '19']])
  })

  it('ADM-17 tells in the dry run who can\'t be written to, and leaves them out', async () => {
    // Says nothing of where somebody lives.
    const library = { type: 'library-card' }
    const { errors } = await prepare('email_letter', [20, 60, 61, 62], library)
    expect(errors.map(({ number, problems }) => [number, problems])).toEqual([
      [3, [{ column: 'reference', problem: 'no_email' }]],
      [4, [{ column: 'reference', problem: 'no_address' }]],
      [5, [{ column: 'reference', problem: 'no_email' }, { column: 'reference', problem: 'no_address' }]],
    ])
    expect((await prepare('email_file', [61], library)).errors).toEqual([])
    expect((await prepare('letter_file', [60], library)).errors).toEqual([])
    expect((await prepare('files', [62], library)).errors).toEqual([])
  })

  it('is approved for its ways as for its rows: with other ways in the database it doesn\'t begin', async () => {
    const id = await approved((await prepare('email_letter', [21])).id)
    await scene.rows("UPDATE bulk_jobs SET delivery = 'letter_email' WHERE id = ?", id)
    expect(await run(id)).toMatchObject({ state: 'paused', pausedBecause: 'not_as_approved' })
    expect(notify.taken).toEqual([])
  })

  it('writes to nobody whose address is another one than when it was approved', async () => {
    const id = await approved((await prepare('email_file', [22, 23])).id)
    const before = readFileSync(join(scene.folder, 'aldermoor.csv'), 'utf8')
    writeFileSync(join(scene.folder, 'aldermoor.csv'), before.replace('person22@', 'elsewhere@'))
    scene.clock.advance(120)
    expect(await run(id)).toMatchObject({ outcomes: { offered: 1, changed: 1 } })
    expect(notify.taken.map(({ body }) => body['email_address'])).toEqual(['person23@example.net'])
  })

  it('goes on while the carrier is away; staff see what waits, and send again what was given up', async () => {
    notify.answers({ status: 503, error: 'Exception', message: '' })
    const { id } = await prepare('email_letter', [24, 25])
    expect(await run(await approved(id))).toMatchObject({ state: 'finished', outcomes: { offered: 2 } })
    expect(await statesOf(id)).toEqual([['offer-link', 'email', 'waiting', 'away', 2], ['offer-code', 'letter', 'waiting', 'away', 2]])
    const page = `/staff/bulk/${id}`
    expect((await desk.get(page)).body).toContain('Not sent yet: the carrier could not be reached.')
    expect((await desk.get(page)).body).not.toContain('messages-again')
    notify.answers({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    scene.clock.advance(60)
    await scene.issuer.deliver()
    expect(await statesOf(id)).toEqual([['offer-link', 'email', 'failed', 'address_refused', 2], ['offer-code', 'letter', 'failed', 'address_refused', 2]])
    expect((await desk.get(page)).body).toContain('messages-again')
    expect((await desk.get('/staff/overview')).body).toContain('4 messages could not be sent')
    notify.answers('well')
    expect((await desk.post(`${page}/messages`)).statusCode).toBe(303)
    // Pressed twice: what is on its way stays there.
    expect((await desk.post(`${page}/messages`)).statusCode).toBe(303)
    await scene.issuer.deliver()
    expect((await statesOf(id)).map(([, , state, , many]) => [state, many])).toEqual([['sent', 2], ['sent', 2]])
    expect(notify.taken).toHaveLength(4)
    expect((await desk.get('/staff/overview')).body).not.toContain('could not be sent')
  })

  it('has no e-mail printed whose other half goes by letter: staff are told why, and the letter alone can be printed', async () => {
    notify.answers({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    const { id } = await prepare('email_letter', [32])
    await run(await approved(id))
    const offer = (await scene.rows<{ offer: string }>('SELECT offer FROM bulk_rows WHERE job = ?', id))[0]?.offer ?? expect.fail('no offer')
    const page = await desk.get(`/staff/offers/${offer}`)
    expect(page.body).toContain('the other half of this offer goes by letter')
    expect(page.body).toContain(`/staff/messages/${offer}-offer-code/print`)
    expect(page.body).not.toContain(`/staff/messages/${offer}-offer-link/print`)
    const refused = String((await desk.post(`/staff/messages/${offer}-offer-link/print`)).headers['location'])
    expect(refused).toBe(`/staff/offers/${offer}?message=both_by_letter`)
    expect((await desk.get(refused)).body).toContain('govuk-notification-banner')
    expect((await desk.post(`/staff/messages/${offer}-offer-code/print`)).body).toContain('cf-sheet')
    expect(await statesOf(id)).toEqual([['offer-link', 'email', 'failed', 'address_refused', 1], ['offer-code', 'letter', 'printed', 'address_refused', 1]])
  })

  it('sends nothing of offers that were withdrawn meanwhile', async () => {
    notify.answers({ status: 503, error: 'Exception', message: '' })
    const { id } = await prepare('email_letter', [26])
    await run(await approved(id))
    expect(await scene.issuer.bulk.staff.withdraw(here(), id, maker)).toBe(1)
    notify.answers('well')
    scene.clock.advance(60)
    await scene.issuer.deliver()
    await scene.issuer.sweep()
    expect(notify.taken).toEqual([])
    expect((await statesOf(id)).map(([, , state]) => state)).toEqual(['dropped', 'dropped'])
  })

  it('keeps neither name nor address in clear, before a message is sent and after', async () => {
    notify.answers({ status: 503, error: 'Exception', message: '' })
    const { id } = await prepare('email_letter', [27])
    await run(await approved(id))
    const kept = async (): Promise<string> => JSON.stringify(await Promise.all(['bulk_jobs', 'bulk_rows', 'bulk_results', 'outgoing_messages'].map((table) => scene.rows(`SELECT * FROM ${table}`))))
    for (const word of ['Morfudd', 'Quillfeather', 'Quay Street', 'person27', reference(27)]) expect(await kept()).not.toContain(word)
  })
})

describe('the form that a file is sent by', () => {
  const send = (fields: readonly (readonly [string, string])[], by = desk) => scene.inject(csvForm(by, fields, `reference,type,language\n${reference(30)},residency,\n`))

  it('asks how people are reached where the council can write to them, and nowhere else', async () => {
    expect((await desk.get('/staff/bulk/new')).body).toContain('The link by e-mail, the code by letter')
    expect((await (await openDesk(scene, 'brackenfield')).get('/staff/bulk/new')).body).not.toContain('name="delivery"')
  })

  it('tells the choice on the job\'s page and to whoever approves it', async () => {
    const place = String((await send([['delivery', 'letter_email']])).headers['location'])
    expect((await desk.get(place)).body).toContain('The link by letter, the code by e-mail')
    await desk.post(`${place}/ask`)
    const asked = (await scene.issuer.approvals.of('aldermoor', 'bulk-issue', place.split('/').at(-1) ?? '')) ?? expect.fail('nobody asked')
    expect((await (await openDesk(scene, 'aldermoor:approver')).get(`/staff/approvals/${asked.id}`)).body).toContain('The link by letter, the code by e-mail')
  })

  it.each([
    ['a way that isn\'t there', [['delivery', 'carrier-pigeon']]],
    ['a way by another case', [['delivery', 'FILES']]],
    ['a name of every object', [['delivery', '__proto__']]],
    ['nothing', [['delivery', '']]],
    ['another field in its place', [['plan', 'files']]],
  ] as const)('ADM-17 takes no file with %s, and says what to choose', async (_name, fields) => {
    const answer = await send(fields)
    expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/staff/bulk/new?fault=way_closed'])
    const { body } = await desk.get('/staff/bulk/new?fault=way_closed')
    expect(body).toContain('Choose how people get the link and the code')
    expect(body).toContain('href="#delivery"')
  })

  it('ADM-17 takes no way of a council that can\'t write', async () => {
    expect((await send([['delivery', 'email_letter']], await openDesk(scene, 'brackenfield'))).headers['location']).toBe('/staff/bulk/new?fault=way_closed')
  })

  it.each([
    ['the choice twice', [['delivery', 'files'], ['delivery', 'files']]],
    ['more fields than there are', [['delivery', 'files'], ['other', 'x']]],
  ] as const)('ADM-17 takes no form with %s', async (_name, fields) => {
    expect((await send(fields)).statusCode).toBe(400)
  })

  it('ADM-12 sends nothing again of another council\'s job', async () => {
    const { id } = await prepare('email_letter', [31])
    expect((await (await openDesk(scene, 'brackenfield')).post(`/staff/bulk/${id}/messages`)).statusCode).toBe(404)
  })
})
