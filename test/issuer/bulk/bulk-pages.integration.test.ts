import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulkLimits } from '@counterfoil/issuer/domain/bulk/bulk-file'
import { parse } from 'csv-parse/sync'
import { issuerUrl, openScene, type Scene } from '../issuer-scene.ts'
import { looksOf } from '../looks-of.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'
import { boundary, fileNamed, formOf, multipartPost, partOf, referenceOf, rowsFor, writeRecords } from './bulk-scene.ts'

let scene: Scene
let desk: Desk
let checking: Desk
const people = 60

beforeAll(async () => {
  scene = await openScene()
  writeRecords(scene.folder, people)
  desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
  checking = await openDesk(scene, 'aldermoor:approver')
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const send = (payload: Buffer, { by = desk, headers = {} }: { readonly by?: Desk; readonly headers?: Readonly<Record<string, string>> } = {}) => scene.inject(multipartPost(by, payload, headers))
const upload = (content: string | Buffer, by = desk) => send(formOf(partOf('name="csrf"', by.csrf), partOf(fileNamed('people.csv'), content)), { by })
const csv = (...rows: readonly string[]): string => `${['reference,type,language', ...rows].join('\n')}\n`
const placeOf = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['location'])

async function approved(place: string): Promise<void> {
  expect((await desk.post(`${place}/ask`)).statusCode).toBe(303)
  const asked = await scene.issuer.approvals.of('aldermoor', 'bulk-issue', place.split('/').at(-1) ?? '')
  if (asked === null) throw new Error('nobody asked')
  const staff = { subject: 'another', name: 'Another', authority: 'aldermoor', roles: ['approver'] } as const
  expect(await scene.issuer.approvals.decide(staff, asked.id, { decision: 'approve', reason: 'checked', contentHash: asked.contentHash })).toMatchObject({ outcome: 'decided' })
}

describe('the rows of a job', () => {
  it('are put down in the log as one look at a list, however many names they show, and not where they show none', async () => {
    const who = 'aldermoor:caseworker,looks'
    const looking = await openDesk(scene, who)
    const place = placeOf(await upload(csv(`${referenceOf(57)},residency,en`, `${referenceOf(58)},residency,cy`)))
    await looking.get(`${place}?after=3`)
    expect(await looksOf(scene, who)).toEqual([])
    expect((await looking.get(place)).body).toContain(referenceOf(57))
    await looking.get(place)
    expect(await looksOf(scene, who)).toEqual([{ event: 'people.listed', object: place.split('/').at(-1) }])
  })
})

describe('whoever approves a job', () => {
  it('sees each row with the person whom it is about, some at a time, which the audit log is told of', async () => {
    const place = placeOf(await upload(csv(...rowsFor(people))))
    await desk.post(`${place}/ask`)
    const { id } = (await scene.issuer.approvals.of('aldermoor', 'bulk-issue', place.split('/').at(-1) ?? '')) ?? expect.fail('nobody asked')
    const at = `/staff/approvals/${id}`
    expect((await desk.get(`${at}/rows`)).statusCode).toBe(403)
    const admin = await openDesk(scene, 'aldermoor:authority-admin')
    expect((await admin.get(at)).body).toContain(`href="${at}/rows"`)
    const first = await admin.get(`${at}/rows`)
    expect(first.statusCode).toBe(200)
    for (const words of ['Given0 Family0', referenceOf(0), referenceOf(49), 'Residency']) expect(first.body).toContain(words)
    expect(first.body).not.toContain(referenceOf(50))
    const next = /rel="next" href="([^"]+)"/.exec(first.body)?.[1] ?? expect.fail(first.body)
    const last = (await admin.get(next)).body
    expect(last).toContain(referenceOf(people - 1))
    expect(last).not.toContain('rel="next"')
    expect(await looksOf(scene, 'aldermoor:authority-admin')).toEqual([{ event: 'people.listed', object: place.split('/').at(-1) }])
    for (const odd of ['-1', 'x', '99999999999999999999', "'%00"]) expect([odd, (await admin.get(`${at}/rows?after=${odd}`)).statusCode]).toEqual([odd, 200])
    await desk.post(`${place}/cancel`)
    expect((await admin.get(`${at}/rows`)).headers['location']).toBe(at)
  })
})

describe('whoever sent the file', () => {
  it('doesn’t approve it by a second account of theirs, though a colleague asked', async () => {
    const sender = await openDesk(scene, 'aldermoor:caseworker:employee-4711')
    const place = placeOf(await upload(csv(`${referenceOf(59)},residency,en`), sender))
    await desk.post(`${place}/ask`)
    const { id, contentHash } = (await scene.issuer.approvals.of('aldermoor', 'bulk-issue', place.split('/').at(-1) ?? '')) ?? expect.fail('nobody asked')
    const decide = async (who: string) => placeOf(await (await openDesk(scene, who, { steppedUp: true })).post(`/staff/approvals/${id}/decision`, { reason: 'checked', content: contentHash }))
    expect(await decide('aldermoor:approver:employee-4711')).toContain('told=own')
    expect(await scene.rows("SELECT actor FROM staff_persons WHERE actor LIKE '%4711' ORDER BY actor")).toEqual([{ actor: 'staff:staff-of-aldermoor:approver:employee-4711' }, { actor: 'staff:staff-of-aldermoor:caseworker:employee-4711' }])
    expect(JSON.stringify(await scene.rows('SELECT person FROM staff_persons'))).not.toContain('4711')
    expect(await decide('aldermoor:approver:employee-12')).toContain('told=decided')
    await desk.post(`${place}/cancel`)
  })
})

describe('a file that is uploaded', () => {
  it('has its errors by row and cell, and the rows with errors as a file that is taken once mended', async () => {
    const answer = await upload(csv(`${referenceOf(50)},residency,en`, '=1+1,residency,', `${referenceOf(51)},magic wand,xx`))
    expect(answer.statusCode).toBe(303)
    const page = (await desk.get(placeOf(answer))).body
    expect(page).toContain('There is a problem with 2 rows')
    expect(page).toContain('is not in your council’s records')
    expect(page).toContain('must be en or cy')
    const file = await desk.get(`${placeOf(answer)}/errors.csv`)
    const rows = parse(file.body, { bom: true })
    expect(rows).toEqual([
      ['reference', 'type', 'language', 'row', 'problem'],
      ['\'=1+1', 'residency', '', '3', 'reference: is not in your council’s records'],
      [referenceOf(51), 'magic wand', 'xx', '4', 'type: is not a type of credential; language: must be en or cy'],
    ])
    const mended = file.body.replace('magic wand', 'residency').replace('"xx"', '"cy"').replace('\'=1+1', referenceOf(52))
    const again = await upload(mended)
    expect((await desk.get(placeOf(again))).body).toContain('<span id="bulk-count-create">2</span>')
    expect((await openDesk(scene).then((other) => other.get(placeOf(answer)))).body).toContain('only by who uploaded the file')
  })

  it.each<[name: string, content: string | Buffer, words: string]>([
    ['ADM-17 a spreadsheet', 'PK\u0003\u0004', 'Save it as CSV'],
    ['ADM-17 UTF-16', Buffer.from('\ufeffreference,type', 'utf16le'), 'CSV UTF-8'],
    ['ADM-17 no rows', csv(), 'no rows of data'],
    ['ADM-17 headings that are missing', 'name\nx\n', 'The first row of the file lacks “reference” and “type”'],
    ['ADM-17 headings that come twice', 'reference,type,type\nx,y,z\n', 'more than one column called “type”'],
    ['ADM-17 a row too many', csv(...Array.from({ length: bulkLimits.rows + 1 }, () => 'A,r,')), 'It has 20,001 rows, and the limit is 20,000'],
    ['ADM-17 an open quotation mark', csv('"A,residency,'), 'Row 2 has a quotation mark'],
  ])('%s: is told in words, where it is chosen again', async (_name, content, words) => {
    const answer = await upload(content)
    expect(answer.statusCode).toBe(303)
    const page = (await desk.get(placeOf(answer))).body
    expect(page).toContain(words)
    expect(page).toContain('href="#file"')
  })

  it('ADM-17 that is too large is refused in words, however it says so', async () => {
    const large = Buffer.alloc(bulkLimits.bytes + 1, 'A,residency,\n')
    const whole = formOf(partOf('name="csrf"', desk.csrf), partOf(fileNamed('people.csv'), Buffer.concat([Buffer.from('reference,type\n'), large])))
    for (const headers of [{ 'content-length': String(1024 ** 3) }, {}]) {
      const answer = await send(headers['content-length'] === undefined ? whole : whole.subarray(0, 400), { headers })
      expect(answer.statusCode).toBe(413)
      expect(answer.body).toContain('must be smaller than 5 MB')
    }
  })

  it('is not read without the token of the form, or from elsewhere, and no file is told so', async () => {
    const file = partOf(fileNamed('people.csv'), csv(`${referenceOf(0)},residency,`))
    expect((await send(formOf(file, partOf('name="csrf"', desk.csrf)))).statusCode).toBe(403)
    expect((await send(formOf(partOf('name="csrf"', checking.csrf), file))).statusCode).toBe(403)
    expect((await send(formOf(partOf('name="csrf"', desk.csrf), file), { headers: { 'sec-fetch-site': 'cross-site' } })).statusCode).toBe(403)
    expect(placeOf(await send(formOf(partOf('name="csrf"', desk.csrf), partOf(fileNamed(''), ''))))).toBe('/staff/bulk/new?fault=no_file')
    expect((await send(formOf(partOf('name="csrf"', desk.csrf)))).statusCode).toBe(400)
    expect((await desk.post('/staff/bulk/new')).statusCode).toBe(415)
    expect((await send(Buffer.from(`--${boundary}\r\nnot a form`))).statusCode).toBe(400)
  })
})

describe('a job in the console', () => {
  it('is started once it is approved, pauses after its first rows, goes on, and is handed on', async () => {
    const place = placeOf(await upload(csv(...rowsFor(30))))
    expect((await desk.post(`${place}/start`)).statusCode).toBe(409)
    await approved(place)
    // Nobody who only has the session of somebody lets thousands of offers go.
    const unproved = await openDesk(scene)
    expect((await unproved.get(place)).body).toContain('Show that it is you, then start')
    expect((await unproved.get(place)).body).not.toContain('Start now')
    expect(placeOf(await unproved.post(`${place}/start`, {}, { ...sameOrigin, referer: `${issuerUrl}${place}` }))).toBe(`/staff/step-up?${new URLSearchParams({ back: place }).toString()}`)
    expect((await desk.get(place)).body).toContain('Start now')
    // Twice, as a second press or another tab does: the job starts once.
    for (let press = 0; press < 2; press += 1) expect((await desk.post(`${place}/start`, { pause_after: '10' })).statusCode).toBe(303)
    await scene.issuer.bulk.runner.idle()
    const paused = (await desk.get(place)).body
    for (const words of ['10 of 30 rows done', 'What would happen', 'Offer made, in Welsh', 'Offer, in Welsh', 'If nobody lets it go on by 1 December 2025']) expect(paused).toContain(words)
    expect((await desk.get(`${place}/progress`)).json()).toMatchObject({ done: 10, of: 30, isOver: true })
    // What the first rows were started with doesn't let the others go.
    expect((await unproved.get(place)).body).toContain('Show that it is you, then go on')
    expect((await unproved.get(place)).body).not.toContain('bulk-resume')
    expect(placeOf(await unproved.post(`${place}/resume`, {}, { ...sameOrigin, referer: `${issuerUrl}${place}` }))).toBe(`/staff/step-up?${new URLSearchParams({ back: place }).toString()}`)
    expect((await desk.get(`${place}/progress`)).json()).toMatchObject({ done: 10 })
    expect((await desk.get(place)).body).toContain('bulk-resume')
    expect((await desk.post(`${place}/resume`)).statusCode).toBe(303)
    await scene.issuer.bulk.runner.idle()
    const finished = (await desk.get(place)).body
    for (const words of ['30 offers were made', 'What happened', 'Offer made, in Welsh']) expect(finished).toContain(words)
    for (const words of ['What would happen', 'Offer, in Welsh']) expect(finished).not.toContain(words)
    expect((await checking.post(`${place}/links`)).statusCode).toBe(403)
    const [links, codes] = [await desk.post(`${place}/links`), await desk.post(`${place}/codes`)]
    expect(links.headers['content-disposition']).toBe('attachment; filename="links.csv"')
    expect(parse(links.body, { bom: true })).toHaveLength(31)
    expect(parse(codes.body, { bom: true })[1]).toEqual(['2', referenceOf(0), 'residency', 'cy', expect.stringMatching(/^\d{6}$/)])
    expect((await desk.post(`${place}/withdraw`)).statusCode).toBe(303)
    expect(await scene.rows("SELECT 1 FROM credential_offers WHERE state = 'offered'")).toEqual([])
    expect((await desk.post(`${place}/resume`)).statusCode).toBe(303)
    expect((await desk.post(`${place}/cancel`)).statusCode).toBe(409)
  })

  it('tells whoever lets it go on in another session what that undoes, in both languages, before it does', async () => {
    const place = placeOf(await upload(csv(...Array.from({ length: 12 }, (_, row) => `${referenceOf(row)},residency,`))))
    await approved(place)
    await desk.post(`${place}/start`, { pause_after: '10' })
    await scene.issuer.bulk.runner.idle()
    expect((await desk.get(place)).body).not.toContain('bulk-make-anew')
    const nextDay = await openDesk(scene, 'aldermoor', { steppedUp: true })
    expect((await nextDay.get(place)).body).toContain('If you go on here, those 10 offers are withdrawn and made again')
    expect((await nextDay.get(`${place}?language=cy`)).body).toContain('tynnir y 10 o gynigion hynny yn ôl')
    await nextDay.get(`${place}?language=en`)
    expect((await nextDay.post(`${place}/resume`)).statusCode).toBe(409)
    expect((await nextDay.post(`${place}/resume`, { make_anew: 'yes' })).statusCode).toBe(303)
    await scene.issuer.bulk.runner.idle()
    expect(parse((await nextDay.post(`${place}/links`)).body, { bom: true })).toHaveLength(13)
    expect((await desk.post(`${place}/links`)).statusCode).toBe(403)
    await nextDay.post(`${place}/withdraw`)
  })

  it('says of a file that waits for another of its council so, and runs together with those of other councils', async () => {
    const rowsOf = (from: number, prefix = 'BK') => csv(...Array.from({ length: 3 }, (_, place) => `${referenceOf(from + place).replace('BK', prefix)},residency,`))
    const [first, second] = [placeOf(await upload(rowsOf(46))), placeOf(await upload(rowsOf(49)))]
    const idOf = (place: string): string => place.split('/').at(-1) ?? ''
    for (const place of [first, second]) await approved(place)
    // As while the first one is under way.
    await scene.rows("UPDATE bulk_jobs SET state = 'running', started_at = CASE id WHEN ? THEN 1 ELSE 2 END WHERE id IN (?, ?)", idOf(first), idOf(first), idOf(second))
    const waiting = (await desk.get(second)).body
    for (const words of ['Waiting for another file', 'Another file of your council is done first', 'data-state="in_line"', '/progress?unattended&amp;in_line']) expect(waiting).toContain(words)
    expect((await desk.get(first)).body).toContain('data-state="running"')
    expect((await desk.get('/staff/bulk')).body).toContain('In line')
    expect((await desk.get(`${second}?language=cy`)).body).toContain('Gwneir ffeil arall o’ch cyngor yn gyntaf')
    await desk.get(`${second}?language=en`)
    expect((await desk.get(`${second}/progress?unattended&in_line`)).json()).toMatchObject({ done: 0, of: 3, isOver: false })
    // Its page is another one once it runs, and once it doesn't.
    expect((await desk.get(`${second}/progress?unattended`)).json()).toMatchObject({ isOver: true })
    for (const place of [first, second]) await desk.post(`${place}/cancel`)
    expect((await desk.get(`${second}/progress?unattended&in_line`)).json()).toMatchObject({ isOver: true })
  })

  it('says of a file that was cancelled that nothing happened', async () => {
    const place = placeOf(await upload(csv(`${referenceOf(45)},residency,`)))
    expect((await desk.get(place)).body).toContain('What would happen')
    expect((await desk.post(`${place}/cancel`)).statusCode).toBe(303)
    const page = (await desk.get(place)).body
    for (const words of ['What happened', 'Not made: the file was cancelled before']) expect(page).toContain(words)
    expect(page).not.toContain('What would happen')
  })

  it('is nobody\'s of another council, and of no other role', async () => {
    const place = placeOf(await upload(csv(`${referenceOf(40)},residency,`)))
    const stranger = await openDesk(scene, 'brackenfield', { steppedUp: true })
    for (const address of ['', '/progress', '/errors.csv', '/cancel', '/withdraw']) expect((await stranger.get(`${place}${address}`)).statusCode).toBe(404)
    for (const verb of ['ask', 'start', 'pause', 'resume', 'cancel', 'withdraw', 'links', 'codes']) expect((await stranger.post(`${place}/${verb}`)).statusCode).toBe(404)
    expect((await (await openDesk(scene, 'aldermoor:auditor')).get(place)).statusCode).toBe(403)
    expect((await desk.get(place)).body).toContain('Ask for approval')
  })

  it('is a list in either language, empty or not', async () => {
    expect((await (await openDesk(scene, 'brackenfield')).get('/staff/bulk')).body).toContain('No file has been uploaded yet')
    expect((await desk.get('/staff/bulk?language=cy')).body).toContain('Ffeiliau a lwythwyd i fyny')
    expect((await desk.get('/staff/bulk/example.csv?language=cy')).body).toContain('"cyfeirnod","math","iaith"')
    await desk.get('/staff/bulk?language=en')
  })
})

// The last, for it ends everybody's sessions.
describe('a job that runs', () => {
  it('ADM-06 keeps no session by itself: who walks away from its page while it runs is signed out after fifteen minutes', async () => {
    const [watching, without] = [await openDesk(scene, 'aldermoor:caseworker,watching', { steppedUp: true }), await openDesk(scene, 'aldermoor:caseworker,without-a-script')]
    const place = placeOf(await upload(csv(`${referenceOf(44)},residency,en`), watching))
    await scene.rows("UPDATE bulk_jobs SET state = 'running' WHERE id = ? RETURNING id", place.split('/').at(-1) ?? '')
    scene.clock.advance(60)
    const page = (await watching.get(place)).body
    const [asked, refreshed] = [/data-progress="([^"]+)"/, /<noscript><meta http-equiv="refresh" content="5;url=([^"]+)">/].map((part) => part.exec(page)?.[1] ?? expect.fail('asks nothing by itself'))
    await without.get(place)
    for (let minutes = 1; minutes < 15; minutes += 1) {
      scene.clock.advance(60)
      expect([(await watching.get(asked ?? '')).statusCode, (await without.get(refreshed ?? '')).statusCode]).toEqual([200, 200])
    }
    // What it is shown anew by says how little is left, and not a quarter of an hour.
    expect((await watching.get(refreshed ?? '')).body).toContain('data-idle="60"')
    scene.clock.advance(60)
    expect([(await watching.get(asked ?? '')).statusCode, (await without.get(refreshed ?? '')).statusCode, (await watching.get(place)).statusCode]).toEqual([401, 401, 401])
  })
})
