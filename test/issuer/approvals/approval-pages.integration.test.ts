import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DescribedSubject } from '@counterfoil/issuer/domain/approval'
import { issuerUrl, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'
import { content } from './approval-scene.ts'

let scene: Scene
let caseworker: Desk
let approver: Desk
let admin: Desk
const stands = new Map<string, DescribedSubject>()
let jobs = 0

beforeAll(async () => {
  scene = await openScene()
  scene.issuer.approvalSubjects.set('bulk-issue', { describe: async (authority, subject) => (authority === 'aldermoor' ? (stands.get(subject) ?? null) : null) })
  caseworker = await openDesk(scene)
  approver = await openDesk(scene, 'aldermoor:approver', { steppedUp: true })
  admin = await openDesk(scene, 'aldermoor:authority-admin', { steppedUp: true })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})
beforeEach(() => {
  jobs += 1
  stands.set(`job-${jobs}`, content(`hash-${jobs}`))
})

/** The caseworker asks for what the newest job does. */
const ask = async (by = 'aldermoor') => {
  const job = { kind: 'bulk-issue', subject: `job-${jobs}`, contentHash: `hash-${jobs}` } as const
  const { id } = await scene.issuer.approvals.ask(staffOf(by), job)
  return { id, url: `/staff/approvals/${id}`, job, mayBegin: () => scene.issuer.approvals.mayBegin('aldermoor', job) }
}

const decide = (desk: Desk, url: string, fields: Readonly<Record<string, string>> = {}) => desk.post(`${url}/decision`, { reason: 'checked', content: `hash-${jobs}`, ...fields })
const backOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => new URL(String(headers['location']), issuerUrl).searchParams.get('back') ?? ''
const toldOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => String(headers['location']).split('?')[1] ?? ''

describe('a request for approval', () => {
  it('shows exactly what will be done, to whoever decides it, and becomes what they decide', async () => {
    const { url, mayBegin } = await ask()
    expect((await approver.get('/staff/approvals')).body).toContain(url)
    const page = (await approver.get(url)).body
    expect(page).toContain('Issue 120 credentials')
    expect(page).toContain('name="content" value="hash-')
    const answer = await decide(approver, url)
    expect([answer.statusCode, toldOf(answer)]).toEqual([303, 'told=decided'])
    expect((await approver.get(`${url}?told=decided`)).body).toContain('data-state="approved"')
    expect(await mayBegin()).toBe(true)
  })

  it('shows what changes, before and after, in both languages', async () => {
    stands.set(`job-${jobs}`, { ...content(`hash-${jobs}`), rows: [{ key: { en: 'Valid for', cy: 'Yn ddilys am' }, value: { en: '2 years', cy: '2 flynedd' }, was: { en: '1 year', cy: '1 flwyddyn' } }] })
    const { url } = await ask()
    const page = (await approver.get(url)).body
    for (const words of ['Before', '1 year', 'After', '2 years']) expect(page).toContain(words)
    expect((await approver.get(`${url}?language=cy`)).body).toContain('1 flwyddyn')
    await approver.get(`${url}?language=en`)
  })

  it('offers who asked to withdraw it, and not to decide it', async () => {
    const { url } = await ask()
    const page = (await caseworker.get(url)).body
    expect(page).toContain('id="is-own"')
    expect(page).not.toContain('id="decide"')
    expect(toldOf(await caseworker.post(`${url}/withdraw`))).toBe('told=withdrawn')
    expect(toldOf(await caseworker.post(`${url}/withdraw`))).toBe('told=not_withdrawn')
    expect(toldOf(await decide(approver, url))).toBe('told=decided_before')
  })

  it('says that the very same was refused before, in both languages', async () => {
    const { url, job } = await ask()
    expect((await approver.get(url)).body).not.toContain('id="refused-before"')
    await decide(approver, url, { reason: 'wrong_people' })
    const again = `/staff/approvals/${(await scene.issuer.approvals.ask(staffOf('aldermoor'), job)).id}`
    expect((await admin.get(again)).body).toContain('Exactly this was refused before, by staff-of-aldermoor:approver')
    expect((await admin.get(`${again}?language=cy`)).body).toContain('Gwrthodwyd yn union hyn o’r blaen')
    await admin.get(`${again}?language=en`)
    await caseworker.post(`${again}/withdraw`)
  })

  it('is not decided without a choice', async () => {
    const { url, mayBegin } = await ask()
    expect(toldOf(await decide(approver, url, { reason: 'because' }))).toBe('lacks=reason')
    expect((await approver.get(`${url}?lacks=reason`)).body).toContain('Choose what you decide')
    expect(await mayBegin()).toBe(false)
  })
})

describe('what must not be approved', () => {
  it.each([
    ['by a caseworker', () => caseworker, {}, 403, ''],
    ['by an auditor', () => openDesk(scene, 'aldermoor:auditor'), {}, 403, ''],
    ['from a stale page', () => approver, { content: 'what the page showed before' }, 303, 'told=changed'],
    ['with a token of another session', () => approver, { csrf: 'x'.repeat(43) }, 403, ''],
    ['by another authority', () => openDesk(scene, 'brackenfield:approver', { steppedUp: true }), {}, 404, ''],
  ])('%s is not', async (_what, who, fields, status, told) => {
    const { url, mayBegin } = await ask()
    const answer = await decide(await who(), url, fields)
    expect([answer.statusCode, toldOf(answer)]).toEqual([status, told])
    expect(await mayBegin()).toBe(false)
  })

  it('is not decided by who hasn’t proved anew to be there: they are sent to do that, and back', async () => {
    const { url, mayBegin } = await ask()
    const desk = await openDesk(scene, 'aldermoor:approver')
    const page = (await desk.get(url)).body
    expect(page).toContain('id="step-up"')
    expect(page).not.toContain('id="decide"')
    expect((await decide(desk, url)).headers['location']).toMatch(/^\/staff\/step-up\?back=/)
    const breaking = await openDesk(scene, 'aldermoor:authority-admin')
    for (const answer of [await breaking.get(`${url}/break-glass`), await breaking.post(`${url}/break-glass`)]) expect(answer.headers['location']).toMatch(/^\/staff\/step-up\?back=/)
    expect(await mayBegin()).toBe(false)
  })

  it.each([
    ['/staff/approvals/it', ['/decision', '/withdraw', '/break-glass', '/break-glass/end', '/break-glass/review']],
    ['/staff/requests/%0d%0a', ['/answer', '/withdraw', '/refuse', '/extend']],
  ])('is nothing whose id is none: %s', async (at, verbs) => {
    expect((await admin.get(at)).statusCode).toBe(404)
    for (const verb of verbs) expect([verb, (await admin.post(`${at}${verb}`)).statusCode]).toEqual([verb, 404])
  })

  it('is told apart on the page: content that changed can’t be decided', async () => {
    const { url } = await ask()
    stands.set(`job-${jobs}`, content('something else'))
    const page = (await approver.get(url)).body
    expect(page).toContain('id="has-changed"')
    expect(page).not.toContain('id="decide"')
    expect(toldOf(await decide(approver, url))).toBe('told=changed')
  })

  it('is not one’s own, though somebody has both roles', async () => {
    const { url, mayBegin } = await ask('aldermoor:caseworker,approver')
    expect(toldOf(await decide(await openDesk(scene, 'aldermoor:caseworker,approver', { steppedUp: true }), url))).toBe('told=own')
    expect(await mayBegin()).toBe(false)
  })

  it('has one winner when fifty press at once', async () => {
    const { url } = await ask()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => decide(index % 2 === 0 ? approver : admin, url, { reason: index % 3 === 0 ? 'checked' : 'wrong_people' })))
    expect(answers.filter((answer) => toldOf(answer) === 'told=decided')).toHaveLength(1)
    expect(answers.filter((answer) => toldOf(answer) === 'told=decided_before')).toHaveLength(49)
  })
})

describe('without a second person', () => {
  const opening = () => ({ reason: 'harm_to_somebody', phrase: ' Run without  approval ', content: `hash-${jobs}` })

  it('something begins after a reason and a phrase were given; every page says so until it ends, and somebody looks at it afterwards', async () => {
    const { url, mayBegin } = await ask()
    const missing = await admin.post(`${url}/break-glass`, { ...opening(), reason: '', phrase: 'yes' })
    expect(toldOf(missing)).toBe('lacks=reason+phrase')
    expect((await admin.get(String(missing.headers['location']))).body).toContain('Choose why it can’t wait')
    expect(await mayBegin()).toBe(false)

    expect(toldOf(await admin.post(`${url}/break-glass`, opening()))).toBe('told=decided')
    expect(await mayBegin()).toBe(true)
    for (const desk of [caseworker, approver, admin]) expect((await desk.get('/staff/approvals')).body).toContain('cf-alarm')
    expect((await (await openDesk(scene, 'brackenfield')).get('/staff/prints')).body).not.toContain('cf-alarm')
    expect((await approver.get(url)).body).not.toContain('id="review-glass"')
    expect((await admin.get('/staff/overview')).body).toContain('Something may begin without a second person')

    expect(toldOf(await admin.post(`${url}/break-glass/end`))).toBe('told=ended')
    expect(await mayBegin()).toBe(false)
    expect((await caseworker.get('/staff/prints')).body).not.toContain('cf-alarm')
    expect((await approver.get('/staff/approvals')).body).toContain('id="to-review"')
    expect((await approver.get(url)).body).toContain('id="review-glass"')
    expect(toldOf(await approver.post(`${url}/break-glass/review`))).toBe('lacks=verdict')
    expect(toldOf(await admin.post(`${url}/break-glass/review`, { verdict: 'in_order' }))).toBe('told=not_reviewed')
    expect(toldOf(await approver.post(`${url}/break-glass/review`, { verdict: 'in_order' }))).toBe('told=reviewed')
    expect((await approver.get('/staff/approvals')).body).not.toContain('id="to-review"')
  })

  it('ends, and is said to be in order, only by who has proved anew to be there; what they chose is chosen again', async () => {
    const { url } = await ask()
    await admin.post(`${url}/break-glass`, opening())
    const sent = { ...sameOrigin, referer: `${issuerUrl}${url}?lacks=verdict` }
    const unproved = await openDesk(scene, 'aldermoor:authority-admin')
    expect(backOf(await unproved.post(`${url}/break-glass/end`, {}, sent))).toBe(`${url}?lacks=verdict`)
    expect(toldOf(await admin.post(`${url}/break-glass/end`))).toBe('told=ended')
    const reviewing = await openDesk(scene, 'aldermoor:approver')
    const back = backOf(await reviewing.post(`${url}/break-glass/review`, { verdict: 'not_in_order' }, sent))
    expect(back).toBe(`${url}?chosen=not_in_order`)
    expect((await approver.get(back)).body).toMatch(/value="not_in_order" checked/)
    for (const chosen of ['<script>', 'x'.repeat(41), 'NOT_IN_ORDER']) expect(backOf(await reviewing.post(`${url}/break-glass/review`, { verdict: chosen }, sent))).toBe(`${url}?lacks=verdict`)
    expect((await approver.get(`${url}?chosen=somebody`)).body).not.toContain('checked')
  })

  it('nothing begins after half an hour', async () => {
    const { url, mayBegin } = await ask()
    await admin.post(`${url}/break-glass`, opening())
    scene.clock.advance(30 * 60)
    expect(await mayBegin()).toBe(false)
    // Signed in anew: sessions went idle meanwhile.
    const again = await openDesk(scene, 'aldermoor:authority-admin', { steppedUp: true })
    expect(toldOf(await again.post(`${url}/break-glass/end`))).toBe('told=not_ended')
    expect(toldOf(await again.post(`${url}/break-glass`, opening()))).toBe('told=decided_before')
  })

  it('an approver lets nothing begin', async () => {
    const { url } = await ask()
    const desk = await openDesk(scene, 'aldermoor:approver')
    expect((await desk.get(`${url}/break-glass`)).statusCode).toBe(403)
    expect((await desk.post(`${url}/break-glass`, opening())).statusCode).toBe(403)
  })
})
