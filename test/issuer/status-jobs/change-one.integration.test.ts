import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { inTheList } from '../in-the-list.ts'
import { issue } from '../issue-in-process.ts'
import { goodRecord, issuerUrl, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'

const undoFor = 60
const above = 5
let scene: Scene
let desk: Desk

beforeAll(async () => {
  scene = await openScene({ settings: { status: { clock: seconds(0), history: true, undoFor: seconds(undoFor), fourEyesAbove: above, fourEyesWithin: seconds(600) } } })
})
beforeEach(async () => {
  // What was changed alone in one test is over in the next.
  scene.clock.advance(600)
  desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

let persons = 0
async function issued(): Promise<{ readonly id: CounterfoilId; readonly at: string; readonly person: string }> {
  await issue(scene.issuer, goodRecord(`AL-000${1 + (persons += 1) % 3}`), scene.clock.now(), 'aldermoor')
  const [row] = await scene.rows<{ id: CounterfoilId; person: string }>('SELECT id, person FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  return row === undefined ? expect.fail('nothing was issued') : { id: row.id, at: `/staff/credentials/${row.id}`, person: `/staff/people/${row.person}` }
}
const at = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['location'])
const bodyOf = async (url: string, by = desk): Promise<string> => (await by.get(url)).body
const stateOf = async (job: string): Promise<string> => (await scene.rows<{ state: string }>('SELECT state FROM status_jobs WHERE id = ?', job.split('/').at(-1) ?? ''))[0]?.state ?? ''
async function pass(): Promise<void> {
  scene.clock.advance(undoFor)
  await scene.issuer.takeOnStatusJobs()
  await scene.issuer.takeOnStatusJobs()
}

describe('a change of one credential', () => {
  it('is shown where it stands until it begins, and in the list then, with the time that took', async () => {
    const { id, at: credential, person } = await issued()
    expect(await bodyOf(`${credential}/revoke`)).toContain('In 60 seconds: until then you can undo it')
    const job = at(await desk.post(`${credential}/revoke`, { reason: 'moved_away', when: 'staged' }))
    expect(job).toMatch(/^\/staff\/status\//)
    await scene.issuer.takeOnStatusJobs()
    expect([await stateOf(job), await inTheList(scene, id)]).toEqual(['staged', 0])
    for (const place of [person, credential, `${credential}/revoke`]) expect(await bodyOf(place)).toMatch(new RegExp(`Revoke a credential: begins at \\d\\d:\\d\\d:\\d\\d, and can be undone until then. <a class="govuk-link" href="${job}">`))
    expect(await bodyOf(credential, await openDesk(scene, 'aldermoor:auditor'))).not.toContain(job)
    const page = await bodyOf(job)
    for (const words of ['Revoke a credential', 'Nothing has been changed yet', `href="${credential}"`, 'id="undo"']) expect(page).toContain(words)
    await pass()
    expect([await stateOf(job), await inTheList(scene, id)]).toEqual(['done', 1])
    const after = await bodyOf(credential)
    expect(after).not.toContain('About to change')
    // What was measured, and what nobody here can measure, each by its name, on both pages.
    for (const told of [after, await bodyOf(job)]) for (const words of ['Measured here: less than a second from the change to the list.', 'Bound, not measured: verifiers refuse from']) expect(told).toContain(words)
  })

  it('is undone by one press while nothing has begun', async () => {
    const { id, at: credential } = await issued()
    const job = at(await desk.post(`${credential}/revoke`, { reason: 'issued_in_error' }))
    await desk.post(`${job}/undo`)
    await pass()
    expect([await stateOf(job), await inTheList(scene, id)]).toEqual(['undone', 0])
    expect(await scene.rows("SELECT event FROM audit_entries WHERE object = ? AND event <> 'credential.issued'", id)).toEqual([])
  })

  it('is one, though it is pressed twice, by a colleague, or while it waits: undone, nothing of it is left', async () => {
    const { id, at: credential } = await issued()
    const colleague = await openDesk(scene, 'aldermoor:caseworker,colleague', { steppedUp: true })
    const presses = await Promise.all([desk, desk, colleague].map((who) => who.post(`${credential}/revoke`, { reason: 'moved_away' })))
    const jobs = new Set([...presses, await desk.post(`${credential}/revoke`, { reason: 'moved_away' })].map(at))
    const confirmed = await scene.rows<{ id: string }>("SELECT id FROM status_jobs WHERE state = 'staged'")
    expect(new Set(confirmed.map((one) => `/staff/status/${one.id}`))).toEqual(jobs)
    expect(jobs.size).toBe(1)
    await desk.post(`${[...jobs].join('')}/undo`)
    await pass()
    expect(await inTheList(scene, id)).toBe(0)
  })

  it('for another reason isn’t swallowed by the one that is about to be made: it is told to undo that first', async () => {
    const { id, at: credential } = await issued()
    const first = at(await desk.post(`${credential}/revoke`, { reason: 'moved_away' }))
    const told = at(await desk.post(`${credential}/revoke`, { reason: 'issued_in_error' }))
    expect(told).toBe(`${credential}/revoke?reason=otherwise&chosen=issued_in_error&telling=none`)
    const page = await bodyOf(told)
    for (const words of ['This is about to be done already, for another reason', `href="${first}"`, 'value="issued_in_error" checked']) expect(page).toContain(words)
    await desk.post(`${first}/undo`)
    expect(await bodyOf(told)).not.toContain('This is about to be done already')
    const second = at(await desk.post(`${credential}/revoke`, { reason: 'issued_in_error' }))
    await pass()
    expect([await stateOf(first), await stateOf(second), await inTheList(scene, id)]).toEqual(['undone', 'done', 1])
    expect(await scene.rows("SELECT reason FROM audit_entries WHERE object = ? AND event = 'credential.revoked'", id)).toEqual([{ reason: 'issued_in_error' }])
  })

  it('doesn’t wait for a second person because a selection of it alone does', async () => {
    const busy = await openDesk(scene, 'aldermoor:caseworker,busy', { steppedUp: true })
    const select = async (...ids: readonly CounterfoilId[]): Promise<string> => {
      const job = at(await busy.post('/staff/status', { change: 'suspend', ...Object.fromEntries(ids.map((id) => [`select-${id}`, 'yes'])) }))
      await busy.post(`${job}/confirm`, { reason: 'record_check' })
      return job
    }
    const others: CounterfoilId[] = []
    while (others.length < above) others.push((await issued()).id)
    const { id, at: credential } = await issued()
    expect(await stateOf(await select(...others))).toBe('staged')
    const waiting = await select(id)
    expect(await stateOf(waiting)).toBe('waiting')
    const job = at(await desk.post(`${credential}/suspend`, { reason: 'record_check' }))
    expect([job === waiting, await stateOf(job)]).toEqual([false, 'staged'])
  })

  it('for good is made by nobody who hasn’t just proved to be there, who then finds what they chose', async () => {
    const { id, at: credential } = await issued()
    const unproved = await openDesk(scene)
    expect(await bodyOf(`${credential}/revoke`, unproved)).toContain('You are asked for your passkey')
    for (const when of ['staged', 'at_once']) {
      const stepUp = at(await unproved.post(`${credential}/revoke`, { reason: 'moved_away', when, telling: 'none' }, { ...sameOrigin, referer: `${issuerUrl}${credential}/revoke` }))
      const back = new URLSearchParams(stepUp.split('?')[1]).get('back') ?? ''
      expect([stepUp.split('?')[0], back]).toEqual(['/staff/step-up', `${credential}/revoke?chosen=moved_away&telling=none&when=${when}`])
      for (const chosen of ['moved_away', when]) expect(await bodyOf(back)).toMatch(new RegExp(`value="${chosen}" checked`))
    }
    expect(await scene.rows('SELECT 1 FROM status_job_rows WHERE counterfoil = ?', id)).toEqual([])
    // What can be taken back needs no proof.
    expect(at(await unproved.post(`${credential}/suspend`, { reason: 'record_check' }))).toMatch(/^\/staff\/status\//)
  })

  it('is made at once where somebody says so, for what was stolen', async () => {
    const { id, at: credential, person } = await issued()
    for (const [change, reason, value] of [['suspend', 'reported_lost', 2], ['reinstate', 'found_again', 0], ['revoke', 'at_request', 1]] as const) {
      expect(at(await desk.post(`${credential}/${change}`, { reason, when: 'at_once' }))).toBe(`${person}?changed=${id}&change=${change}`)
      expect(await inTheList(scene, id)).toBe(value)
    }
  })

  it('keeps when it shall be done where a reason is missing', async () => {
    const { at: credential } = await issued()
    const again = at(await desk.post(`${credential}/suspend`, { when: 'at_once' }))
    expect(again).toBe(`${credential}/suspend?reason=missing&when=at_once`)
    expect(await bodyOf(again)).toMatch(/value="at_once" checked/)
  })

  it('needs nobody else, and is not counted where one is asked', async () => {
    const alone = await openDesk(scene, 'aldermoor:caseworker,alone', { steppedUp: true })
    for (let many = 0; many < above + 1; many += 1) expect(await stateOf(at(await alone.post(`${(await issued()).at}/suspend`, { reason: 'record_check' })))).toBe('staged')
    const ids = [await issued(), await issued()]
    const job = at(await alone.post('/staff/status', { change: 'suspend', ...Object.fromEntries(ids.map(({ id }) => [`select-${id}`, 'yes'])) }))
    await alone.post(`${job}/confirm`, { reason: 'record_check' })
    expect(await stateOf(job)).toBe('staged')
  })

  it('that can’t be is refused, and the audit is told', async () => {
    const { id, at: credential } = await issued()
    await scene.issuer.changeStatus(scene.authority('aldermoor'), id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
    for (const [change, reason] of [['suspend', 'record_check'], ['reinstate', 'check_passed'], ['revoke', 'moved_away'], ['renew', 'at_request']] as const) {
      expect([(await desk.get(`${credential}/${change}`)).statusCode, (await desk.post(`${credential}/${change}`, { reason })).statusCode]).toEqual([409, 409])
    }
    expect(await scene.rows("SELECT reason FROM audit_entries WHERE object = ? AND event = 'credential.change_refused' ORDER BY sequence", id)).toEqual(['suspend', 'reinstate', 'revoke', 'renew'].map((reason) => ({ reason })))
    expect(await scene.rows("SELECT 1 FROM status_jobs WHERE state NOT IN ('done', 'undone') AND id IN (SELECT job FROM status_job_rows WHERE counterfoil = ?)", id)).toEqual([])
  })

  it('ADM-12 of another council is not found', async () => {
    const { at: credential } = await issued()
    const stranger = await openDesk(scene, 'brackenfield', { steppedUp: true })
    for (const when of ['staged', 'at_once']) for (const change of ['suspend', 'revoke', 'renew']) expect((await stranger.post(`${credential}/${change}`, { reason: 'at_request', when })).statusCode).toBe(404)
  })
})

describe('the list that holds a change', () => {
  it('is told with how long it took to be served, and with when the last verifier accepts again', async () => {
    const { id, at: credential } = await issued()
    await desk.post(`${credential}/suspend`, { reason: 'reported_lost', when: 'at_once' })
    await desk.post(`${credential}/reinstate`, { reason: 'found_again', when: 'at_once' })
    expect(await bodyOf(credential)).not.toContain('Measured here')
    scene.clock.advance(7)
    await scene.issuer.takeOnStatusJobs()
    expect(await inTheList(scene, id)).toBe(0)
    const page = await bodyOf(credential)
    expect(page).toContain('Measured here: 7 seconds from the change to the list. Bound, not measured: verifiers accept from')
  })
})

describe('the renewal of one credential', () => {
  it('is opened from its page and from the person’s, once', async () => {
    const { id, at: credential, person } = await issued()
    for (const place of [credential, person]) expect(await bodyOf(place)).toContain(`href="${credential}/renew"`)
    expect(await bodyOf(`${credential}/renew`)).toContain('Open renewal of this credential?')
    const job = at(await desk.post(`${credential}/renew`, { reason: 'record_changed', when: 'at_once' }))
    expect(await stateOf(job)).toBe('staged')
    await pass()
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE object = ? AND event = 'credential.renewable'", id)).toEqual([{ actor: 'staff:staff-of-aldermoor', reason: 'record_changed' }])
    desk = await openDesk(scene)
    for (const place of [credential, person]) expect(await bodyOf(place)).not.toContain(`href="${credential}/renew"`)
    expect((await desk.post(`${credential}/renew`, { reason: 'at_request' })).statusCode).toBe(409)
  })
})
