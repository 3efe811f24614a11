import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { issue } from '../issue-in-process.ts'
import { goodRecord, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { looksOf } from '../looks-of.ts'
import { openDesk, type Desk } from '../staff-desk.ts'

let scene: Scene
let desk: Desk
/** Oldest first, a day apart: the last one is the second person's. */
let ids: readonly CounterfoilId[]
const many = 4
const day = 86_400

const idsOf = async (authority: string): Promise<readonly CounterfoilId[]> => (await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE authority = ? ORDER BY id', authority)).map(({ id }) => id)

beforeAll(async () => {
  scene = await openScene()
  for (let place = 0; place < many; place += 1) {
    await issue(scene.issuer, goodRecord(place === many - 1 ? 'AL-0002' : 'AL-0001'), scene.clock.now())
    scene.clock.advance(day)
  }
  await issue(scene.issuer, goodRecord('BR-0001'), scene.clock.now(), 'brackenfield')
  ids = await idsOf('aldermoor')
  expect(ids).toHaveLength(many)
  desk = await openDesk(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const shown = (body: string): readonly string[] => [...body.matchAll(/href="\/staff\/credentials\/([0-9a-f]{32})"/g)].map(([, id = '']) => id)
const seen = async (address: string): Promise<readonly string[]> => shown((await desk.get(address)).body)
const filteredBy = async (fields: Readonly<Record<string, string>>): Promise<string> => String((await desk.post('/staff/caseload', fields)).headers['location'])
const dayOf = (offset: number) => {
  const at = new Date((1_764_000_000 + offset * day) * 1000)
  return { day: String(at.getUTCDate()), month: String(at.getUTCMonth() + 1), year: String(at.getUTCFullYear()) }
}

describe('the caseload', () => {
  it('ADM-13 shows what this authority issued, newest first, and nobody’s name', async () => {
    const { statusCode, body } = await desk.get('/staff/caseload')
    expect([statusCode, shown(body)]).toEqual([200, ids.toReversed()])
    expect(body).not.toContain('Ceridwen')
    expect(shown((await (await openDesk(scene, 'brackenfield')).get('/staff/caseload')).body)).toEqual(await idsOf('brackenfield'))
  })

  it('puts down in the log that somebody was searched for by a reference, and not that a list was filtered', async () => {
    const who = 'aldermoor:caseworker,searches'
    const searching = await openDesk(scene, who)
    await searching.get('/staff/caseload?order=asc')
    expect(await looksOf(scene, who)).toEqual([])
    await searching.get(String((await searching.post('/staff/caseload', { reference: 'AL-0002' })).headers['location']))
    expect(await looksOf(scene, who)).toEqual([{ event: 'people.searched', object: (await scene.rows<{ person: string }>('SELECT person FROM counterfoils WHERE id = ?', ids.at(-1) ?? ''))[0]?.person }])
  })

  it('is sorted as its links say', async () => {
    expect(await seen('/staff/caseload?order=asc')).toEqual(ids)
    expect(await seen('/staff/caseload?sort=expires&order=asc')).toEqual(ids)
    expect(await seen('/staff/caseload?sort=changed')).toEqual(ids.toReversed())
  })

  it('is narrowed to days, whole ones, and to a type', async () => {
    const [from, to] = [dayOf(1), dayOf(2)]
    const address = await filteredBy({ 'issued-from-day': from.day, 'issued-from-month': from.month, 'issued-from-year': from.year, 'issued-to-day': to.day, 'issued-to-month': to.month, 'issued-to-year': to.year })
    expect(await seen(address)).toEqual([ids[2], ids[1]])
    expect(await seen(await filteredBy({ type: 'residency' }))).toHaveLength(many)
    expect(await seen(await filteredBy({ type: 'blue-badge' }))).toEqual([])
    expect(await seen(await filteredBy({ 'expires-to-day': '1', 'expires-to-month': '1', 'expires-to-year': '2020' }))).toEqual([])
  })

  it.each([
    ['a person’s own reference', () => 'AL-0002', () => [ids[3]]],
    ['the number of a credential', () => String(ids[1]), () => [ids[1]]],
    ['nobody’s reference', () => 'AL-9999', () => []],
    ['another authority’s reference', () => 'BR-0001', () => []],
  ])('finds %s, which stands in no address', async (_, reference, expected) => {
    const address = await filteredBy({ reference: reference() })
    expect([address.includes(reference()), await seen(address)]).toEqual([false, expected()])
  })

  it('shows another session nothing of what was searched for', async () => {
    const address = await filteredBy({ reference: 'AL-0002' })
    const { body } = await (await openDesk(scene)).get(address)
    expect([shown(body).length, body.includes('AL-0002')]).toEqual([many, false])
  })

  it('says at the field what is wrong with a date, and keeps it', async () => {
    const { statusCode, body } = await desk.get(await filteredBy({ 'issued-to-day': '29', 'issued-to-month': '2', 'issued-to-year': '2027' }))
    expect([statusCode, shown(body)]).toEqual([200, []])
    expect(body).toContain('Issued on or before: the date must be a real date')
    expect(body).toContain('value="2027"')
  })

  it.each(['?orderBy=(select)', '?sort=person', '?field=__proto__', '?tenantId[]=brackenfield', '?status=active&status=revoked'])('ADM-14 refuses an address of nobody’s making: %s', async (address) => {
    const list = await desk.get(`/staff/caseload${address}`)
    expect([list.statusCode, (await desk.get(`/staff/caseload/export${address}`)).statusCode]).toEqual([400, 400])
    expect(list.body).not.toMatch(/SELECT|sqlite/i)
  })

  it('is empty with the next action, before anything was issued and when nothing matches', async () => {
    const empty = await openScene()
    try {
      const { body } = await (await openDesk(empty)).get('/staff/caseload')
      expect(body).toContain('No credential has been issued yet.')
      expect(body).toContain('href="/staff/people">Offer one to a person')
    } finally {
      await empty.close()
      empty.erase()
    }
    expect((await desk.get(await filteredBy({ reference: 'AL-9999' }))).body).toContain('No credential matches these filters.')
  })

  it('keeps its filters in the other language', async () => {
    const { body } = await desk.get('/staff/caseload?status=active&sort=expires')
    expect(body).toContain('?language=cy&amp;status=active&amp;sort=expires')
    expect((await desk.get('/staff/caseload?status=active&sort=expires&language=cy')).body).toContain('Hidlwyr ar waith')
    await desk.get('/staff/caseload?language=en')
  })

  it('may be looked at by an auditor, who can’t select anything', async () => {
    const auditor = await openDesk(scene, 'aldermoor:auditor')
    const { body } = await auditor.get('/staff/caseload')
    expect([shown(body).length, body.includes('type="checkbox"')]).toEqual([many, false])
  })
})

describe('the export', () => {
  it('holds exactly what is filtered, whichever page it is of, and nobody’s name or reference', async () => {
    const address = await filteredBy({ reference: 'AL-0001' })
    const { statusCode, headers, body } = await desk.get(address.replace('/staff/caseload', '/staff/caseload/export'))
    expect([statusCode, headers['content-type'], headers['content-disposition'], headers['cache-control']]).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="credentials-aldermoor.csv"', 'no-store'])
    const [head, ...rows] = body.split('\r\n').filter((line) => line !== '')
    expect(head).toBe('\ufeff"Number","Type","Status","Issued","Expires","Last changed"')
    expect(rows.map((row) => row.slice(1, 33))).toEqual([ids[2], ids[1], ids[0]])
    expect(rows[0]).toMatch(/^"[0-9a-f]{32}","Residency","Active","2025-11-26","\d{4}-\d\d-\d\d","2025-11-26"$/)
    expect(body).not.toMatch(/Ceridwen|AL-000/)
  })

  it('is refused where another session sealed what was searched for: it would be everything', async () => {
    const address = (await filteredBy({ reference: 'AL-0001' })).replace('/staff/caseload', '/staff/caseload/export')
    const { statusCode, body } = await (await openDesk(scene)).get(address)
    expect([statusCode, ids.some((id) => body.includes(id))]).toEqual([400, false])
  })

  it.each(['issued-from=1-1-9999', 'expires-to=1-1-2101'])('neither holds nor changes anything for a date of no credential’s time: %s', async (dates) => {
    const list = await desk.get(`/staff/caseload?${dates}`)
    expect([shown(list.body), list.body.includes('the date must be between 1970 and 2100'), (await desk.get(`/staff/caseload/export?${dates}`)).statusCode]).toEqual([[], true, 400])
    const before = await scene.rows('SELECT count(*) AS many FROM status_job_rows')
    await desk.post('/staff/status', { change: 'suspend', all: 'yes', filter: `/staff/caseload?${dates}` })
    expect(await scene.rows('SELECT count(*) AS many FROM status_job_rows')).toEqual(before)
  })
})

describe('one credential’s page', () => {
  it('tells what happened, in the order in which it did, with the entries of the audit log', async () => {
    const [id = '' as CounterfoilId] = ids
    const staff = staffOf('aldermoor')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), id, 'suspend', { staff, reason: 'record_check' })
    await scene.issuer.changeStatus(scene.authority('aldermoor'), id, 'reinstate', { staff, reason: 'check_passed' })
    await scene.issuer.takeOnStatusJobs()
    const { statusCode, body } = await desk.get(`/staff/credentials/${id}`)
    expect(statusCode).toBe(200)
    const events = [...(body.split('id="timeline"')[1] ?? '').matchAll(/<strong>([^<]*)<\/strong>/g)].map(([, event]) => event)
    expect(events.filter((event) => event !== 'The audit log with all of this was put down for the ledger')).toEqual([
      'Offered',
      'The wallet opened the offer',
      'Collected by a wallet',
      'Renewed: a newer one was issued',
      'Suspended',
      'Reinstated',
      'The status list with this was served',
      'The status list with this was served',
    ])
    expect(body).toContain('Reason: The record is being checked')
  })

  it('ADM-12 is not there for another authority, and shows an auditor no buttons', async () => {
    expect((await (await openDesk(scene, 'brackenfield')).get(`/staff/credentials/${ids[0]}`)).statusCode).toBe(404)
    expect((await (await openDesk(scene, 'aldermoor:auditor')).get(`/staff/credentials/${ids[0]}`)).body).not.toContain('/revoke"')
  })

  it('STA-18 tells that somebody wanted a revoked one back', async () => {
    const id = ids[1] ?? ('' as CounterfoilId)
    const staff = staffOf('aldermoor')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), id, 'revoke', { staff, reason: 'issued_in_error' })
    expect((await desk.post(`/staff/credentials/${id}/reinstate`, { reason: 'check_passed' })).statusCode).toBe(409)
    expect(await scene.rows('SELECT actor, reason FROM audit_entries WHERE object = ? AND event = ?', id, 'credential.change_refused')).toEqual([{ actor: 'staff:staff-of-aldermoor', reason: 'reinstate' }])
    expect((await desk.get(`/staff/credentials/${id}`)).body).toContain('A change was refused')
    expect(await seen('/staff/caseload?status=revoked')).toEqual([id])
  })
})
