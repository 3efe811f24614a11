import { compactVerify, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseEntryLine } from '@counterfoil/service-kit/audit/audit-lines'
import { verifyAudit } from '@counterfoil/service-kit/audit/verify-audit'
import { openScene, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'

let scene: Scene
let caseworker: Desk
let auditor: Desk
let person: string

beforeAll(async () => {
  scene = await openScene()
  caseworker = await openDesk(scene, 'aldermoor', { steppedUp: true })
  auditor = await openDesk(scene, 'aldermoor:auditor')
  const people = (await caseworker.get('/staff/people')).body
  person = /href="\/staff\/people\/([^"?]+)">Ceridwen/.exec(people)?.[1] ?? ''
  await caseworker.get(`/staff/people/${person}`)
  await scene.offer()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const keyOf = async () => importJWK({ ...scene.keyOf(scene.keysOf('aldermoor').credential.kid).jwk }, 'ES256')

describe('the audit log', () => {
  it('tells what happened and who looked at what, by handles alone', async () => {
    const page = (await auditor.get('/staff/audit')).body
    for (const words of ['Offer made', 'Case looked at', 'Name shown in the list of people', 'staff:staff-of-aldermoor']) expect(page).toContain(words)
    expect(page).not.toContain('Ceridwen')
    const looks = (await auditor.get(`/staff/audit/cases/${person}`)).body
    expect(looks).toContain('staff:staff-of-aldermoor')
    expect((await (await openDesk(scene, 'brackenfield:auditor')).get(`/staff/audit/cases/${person}`)).body).not.toContain('staff-of-aldermoor')
  })

  it('tells of a search without its words', async () => {
    const sent = await caseworker.post('/staff/people', { words: 'Ashdown' })
    await caseworker.get(String(sent.headers['location']))
    await auditor.get('/staff/audit')
    const entries = await scene.rows<{ object: string; reason: string | null }>("SELECT object, reason FROM audit_entries WHERE event = 'people.searched'")
    expect(entries.length).toBeGreaterThan(0)
    expect(entries).toEqual(entries.map(() => ({ object: 'people', reason: null })))
  })

  it('tells who saw somebody in a list, searched for or not, and no search where there was none', async () => {
    const [searching, leafing] = [await openDesk(scene, 'aldermoor:caseworker,searching'), await openDesk(scene, 'aldermoor:caseworker,leafing')]
    await leafing.get('/staff/people')
    await searching.get(String((await searching.post('/staff/people', { words: 'Bellweather' })).headers['location']))
    const looks = (await auditor.get(`/staff/audit/cases/${person}`)).body
    expect([looks.includes('staff-of-aldermoor:caseworker,leafing'), looks.includes('staff-of-aldermoor:caseworker,searching')]).toEqual([true, false])
    const told = await scene.rows<{ event: string }>("SELECT DISTINCT event FROM audit_entries WHERE actor = 'staff:staff-of-aldermoor:caseworker,leafing'")
    expect(told).toEqual([{ event: 'people.shown' }])
  })

  it('tells that the caseload was taken away', async () => {
    expect((await caseworker.get('/staff/caseload/export')).statusCode).toBe(200)
    const filtered = await caseworker.post('/staff/caseload', { type: 'residency', status: 'active', reference: 'AL-0001' })
    expect((await caseworker.get(String(filtered.headers['location']).replace('/staff/caseload', '/staff/caseload/export'))).statusCode).toBe(200)
    expect((await auditor.get('/staff/audit?kind=caseload')).body).toContain('Caseload exported')
    const taken = await scene.rows<{ object: string }>("SELECT object FROM audit_entries WHERE event = 'caseload.exported' ORDER BY sequence")
    // Chained by the second, in whichever order.
    expect(taken.map(({ object }) => object).toSorted()).toEqual(['caseload', `caseload?type=residency&status=active&reference=${person}`])
  })

  it.each([
    ['kind=offer', ['Offer made'], ['Case looked at</td>']],
    ['handle=HANDLE', ['Offer made', 'Case looked at'], ['People searched</td>']],
    ['from-day=1&from-month=1&from-year=2020', ['Offer made'], []],
    ['to-day=1&to-month=1&to-year=2020', ['id="no-entries"'], []],
    ['to-day=29&to-month=2&to-year=2023', ['must be a real date'], []],
    ['from-day=1', ['must be a real date'], []],
    ['handle=%3Cscript%3E', ['must be the code at the end'], ['<script>']],
    ['before=-1&kind=__proto__', ['Offer made'], []],
    ['before=1', ['id="no-entries"'], []],
  ])('shows by %s what was asked for', async (query, shown, hidden) => {
    const { statusCode, body } = await auditor.get(`/staff/audit?${query.replace('HANDLE', person)}`)
    expect(statusCode).toBe(200)
    for (const words of shown) expect(body).toContain(words)
    for (const words of hidden) expect(body).not.toContain(words)
  })

  it('refuses a filter that is said twice', async () => {
    expect((await auditor.get('/staff/audit?kind=offer&kind=case')).statusCode).toBe(400)
  })

  it('is for auditors and administrators alone', async () => {
    for (const url of ['/staff/audit', `/staff/audit/cases/${person}`, '/staff/audit/export/1', '/staff/audit/export/1/log', '/staff/audit/export/1/signature']) expect((await caseworker.get(url)).statusCode).toBe(403)
    for (const url of ['/staff/audit/check', '/staff/audit/export']) expect((await caseworker.post(url)).statusCode).toBe(403)
  })

  it('checks itself in the page, and says when it could not be compared with anchors', async () => {
    const { body } = await auditor.post('/staff/audit/check')
    expect(body).toContain('data-sound="true"')
    expect(body).toContain('id="not-compared"')
  })

  it('is exported whole and signed, and the export is told of', async () => {
    const begun = await auditor.post('/staff/audit/export')
    const page = String(begun.headers['location'])
    expect((await auditor.get(page)).body).toContain(`${page}/log`)
    const file = await auditor.get(`${page}/log`)
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="aldermoor-audit-\d+\.jsonl"$/)
    const lines = file.body.trimEnd().split('\n')
    expect(await verifyAudit(lines, null)).toMatchObject({ sound: true, authority: 'aldermoor' })
    const last = parseEntryLine(lines.at(-1) ?? '')
    expect(last?.event).toBe('audit.exported')
    const { payload } = await compactVerify((await auditor.get(`${page}/signature`)).body, await keyOf())
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ iss: scene.authority('aldermoor').did, number: last?.number, hash: Buffer.from(last?.hash ?? []).toString('hex') })
  })

  // The first entry is there, and tells of no export.
  it.each(['0', '-1', '1', '1e3', '99999999', 'x'])('is not exported by an address with %s in it', async (number) => {
    for (const part of ['', '/log', '/signature']) expect((await auditor.get(`/staff/audit/export/${number}${part}`)).statusCode).toBe(404)
  })
})

describe('a request of a citizen', () => {
  const received = { 'received-day': '24', 'received-month': '11', 'received-year': '2025' }
  const enter = (desk: Desk, fields: Readonly<Record<string, string>> = {}) => desk.post('/staff/requests', { kind: 'access', handle: person, ...received, ...fields })
  const at = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => String(headers['location'])

  it.each([
    [{ kind: 'rectify' }, 'kind'],
    [{ handle: '' }, 'handle'],
    [{ handle: 'Ceridwen Ashdown' }, 'handle'],
    [{ handle: 'a-handle-of-nobody-at-all' }, 'nobody'],
    [{ 'received-day': '31' }, 'received'],
    [{ 'received-year': '2031' }, 'future'],
    [{ 'received-year': '2015' }, 'long_ago'],
  ])('with %o is not entered, and what was typed stands in no address unless it is a handle or a date', async (fields, problem) => {
    const answer = await enter(caseworker, fields)
    expect(at(answer)).toMatch(/^\/staff\/requests\/new\?/)
    expect(new URL(at(answer), 'http://localhost').searchParams.get('problems')?.split(' ')).toContain(problem)
    expect(at(answer)).not.toContain('Ceridwen')
    expect((await caseworker.get(at(answer))).body).toContain('govuk-error-summary')
  })

  it('of access is entered once, has its clock, and is closed with a signed file', async () => {
    const url = at(await enter(caseworker)).split('?')[0] ?? ''
    expect(at(await enter(caseworker)).split('?')[0]).toBe(url)
    expect((await caseworker.get('/staff/requests')).body).toContain('24 December 2025')
    expect((await caseworker.get(`${url}/evidence`)).statusCode).toBe(409)
    expect(at(await caseworker.post(`${url}/extend`))).toContain('lacks=extension')
    expect(at(await caseworker.post(`${url}/extend`, { extension: 'complex' }))).toContain('told=extended')
    expect(at(await caseworker.post(`${url}/extend`, { extension: 'complex' }))).toContain('told=not_done')
    expect((await caseworker.get(url)).body).toContain('24 February 2026')
    expect(at(await caseworker.post(`${url}/answer`))).toContain('told=done')
    const { payload, protectedHeader } = await compactVerify((await caseworker.get(`${url}/evidence`)).body, await keyOf())
    expect(protectedHeader.typ).toBe('counterfoil-request-evidence+jwt')
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ request: { kind: 'access', due_on: '2026-02-24', state: 'answered' }, held: { openOffers: 1 } })
  })

  it('of erasure erases what nothing needs, keeps what stands, says both, and happens once', async () => {
    const made = await scene.offer()
    const url = at(await enter(caseworker, { kind: 'erasure' })).split('?')[0] ?? ''
    const [one, other] = await Promise.all([caseworker.post(`${url}/answer`), caseworker.post(`${url}/answer`)])
    expect(new Set([at(one), at(other)].map((place) => place.split('told=')[1]))).toEqual(new Set(['done', 'not_done']))
    expect((await scene.token(made.code, made.txCode)).statusCode).toBe(400)
    expect(await scene.rows('SELECT 1 FROM credential_offers WHERE person = ? OR sealed_claims IS NOT NULL', person)).toEqual([])
    const { payload } = await compactVerify((await caseworker.get(`${url}/evidence`)).body, await keyOf())
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ kept: { openOffers: 0, pastOffers: 0, standing: 0 }, erased: { openOffers: 1 } })
    expect(await scene.rows("SELECT event FROM audit_entries WHERE event LIKE 'request.%' ORDER BY sequence DESC LIMIT 1")).toEqual([{ event: 'request.erased' }])
  })

  it('is refused with a reason, or withdrawn', async () => {
    const url = at(await enter(caseworker)).split('?')[0] ?? ''
    expect(at(await caseworker.post(`${url}/refuse`, { refusal: 'too much work' }))).toContain('lacks=refusal')
    expect(at(await caseworker.post(`${url}/refuse`, { refusal: 'not_identified' }))).toContain('told=done')
    expect(at(await caseworker.post(`${url}/withdraw`))).toContain('told=not_done')
  })

  it('is of its own authority alone, and not for auditors', async () => {
    const url = at(await enter(caseworker)).split('?')[0] ?? ''
    const stranger = await openDesk(scene, 'brackenfield', { steppedUp: true })
    for (const part of ['', '/evidence']) expect((await stranger.get(`${url}${part}`)).statusCode).toBe(404)
    for (const act of ['answer', 'withdraw', 'refuse', 'extend']) expect((await stranger.post(`${url}/${act}`, { refusal: 'unfounded', extension: 'complex' })).statusCode).toBe(404)
    expect((await auditor.get(url)).statusCode).toBe(403)
    await caseworker.post(`${url}/withdraw`)
  })
})
