import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { approvalLifetime, breakGlassLifetime, type ApprovalId } from '@counterfoil/issuer/domain/approval'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { inTheList } from '../in-the-list.ts'
import { issue } from '../issue-in-process.ts'
import { goodRecord, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'

const undoFor = 60
const above = 2
let scene: Scene
let desk: Desk

beforeAll(async () => {
  scene = await openScene({ settings: { status: { clock: seconds(0), history: true, undoFor: seconds(undoFor), fourEyesAbove: above, fourEyesWithin: seconds(0) } } })
})
beforeEach(async () => {
  // Sessions end with the clock that tests advance.
  desk = await openDesk(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

let persons = 0
/** A credential of somebody whom nobody else uses. */
async function issued(authority = 'aldermoor'): Promise<{ readonly id: CounterfoilId; readonly reference: string }> {
  persons += 1
  const reference = `${authority.slice(0, 2).toUpperCase()}-J${persons}`
  await issue(scene.issuer, goodRecord(reference), scene.clock.now(), authority)
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  if (row === undefined) throw new Error('nothing was issued')
  return { id: row.id, reference }
}



type Change = 'suspend' | 'reinstate' | 'revoke' | 'renew'
const at = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['location'])
const reasons = { suspend: 'record_check', reinstate: 'check_passed', revoke: 'moved_away', renew: 'record_changed' } as const

const selected = async (change: Change, ids: readonly string[], by = desk): Promise<string> => at(await by.post('/staff/status', { change, ...Object.fromEntries(ids.map((id) => [`select-${id}`, 'yes'])) }))
const pasted = async (change: Change, references: string, by = desk): Promise<string> => at(await by.post('/staff/status/references', { change, references }))
/** By who has just proved to be there, as revoking several asks. */
const confirmed = async (job: string, change: Change, by?: Desk) => (by ?? (await openDesk(scene, 'aldermoor', { steppedUp: true }))).post(`${job}/confirm`, { reason: reasons[change] })
const stateOf = async (job: string): Promise<string> => (await scene.rows<{ state: string }>('SELECT state FROM status_jobs WHERE id = ?', job.split('/').at(-1) ?? ''))[0]?.state ?? ''
const page = async (job: string): Promise<string> => (await desk.get(job)).body
const planned = (body: string, key: string): string | undefined => new RegExp(`${key}\\s*</dt>\\s*<dd[^>]*>\\s*([^<]*?)\\s*</dd>`).exec(body)?.[1]

/** Lets the window for undoing pass, and what is due happen. */
async function pass(): Promise<void> {
  scene.clock.advance(undoFor)
  await scene.issuer.takeOnStatusJobs()
  await scene.issuer.takeOnStatusJobs()
}

const standing = (...ones: readonly { readonly id: string }[]) => Promise.all(ones.map(({ id }) => inTheList(scene, id)))

describe('a change of some that staff selected', () => {
  it('is shown with what it does, confirmed, and in the list after the time for undoing it', async () => {
    const [one, other] = [await issued(), await issued()]
    const job = await selected('revoke', [one.id, other.id])
    const check = await page(job)
    expect([planned(check, 'Asked for'), planned(check, 'Will be changed'), await stateOf(job)]).toEqual(['2', '2', 'prepared'])
    expect(check).toContain('It cannot be taken back.')
    expect(check).toContain('Verifiers that hold an older list ask again within 5 minutes')
    expect(check).toContain('Your residency credential has ended')
    expect(check).toContain('Mae eich tystysgrif')
    await confirmed(job, 'revoke')
    await scene.issuer.takeOnStatusJobs()
    expect([await stateOf(job), await standing(one, other)]).toEqual(['staged', [0, 0]])
    await pass()
    expect([await stateOf(job), await standing(one, other)]).toEqual(['done', [1, 1]])
    const done = await page(job)
    expect(done).toContain('2 credentials were changed.')
    expect(done).toMatch(/served from \d\d:\d\d:\d\d\./)
    for (const words of ['Measured here: less than a second from the change to the list.', 'Bound, not measured: verifiers refuse from']) expect(done).toContain(words)
  })

  it('is undone before it begins, and not after', async () => {
    const [one, other] = [await issued(), await issued()]
    const undone = await selected('revoke', [one.id])
    await confirmed(undone, 'revoke')
    await desk.post(`${undone}/undo`)
    await pass()
    expect([await stateOf(undone), await standing(one)]).toEqual(['undone', [0]])
    desk = await openDesk(scene)
    const late = await selected('revoke', [other.id])
    await confirmed(late, 'revoke')
    await pass()
    expect([at(await desk.post(`${late}/undo`)), await stateOf(late), await standing(other)]).toEqual([`${late}?undo=late`, 'done', [1]])
    expect(await page(`${late}?undo=late`)).toContain('It had begun: it could not be undone.')
  })

  it('for good is confirmed by nobody who hasn’t just proved to be there, and goes on from its page then', async () => {
    const job = await selected('revoke', [(await issued()).id])
    expect(at(await confirmed(job, 'revoke', desk))).toBe('/staff/step-up?back=%2Fstaff')
    expect(await stateOf(job)).toBe('prepared')
    await confirmed(job, 'revoke')
    expect(await stateOf(job)).toBe('staged')
  })

  it('asks for a reason, and confirms once though the button is pressed twice', async () => {
    const { id } = await issued()
    const job = await selected('suspend', [id])
    expect(at(await desk.post(`${job}/confirm`))).toBe(`${job}?reason=missing`)
    await Promise.all([confirmed(job, 'suspend'), confirmed(job, 'suspend')])
    await pass()
    expect(await scene.rows("SELECT count(*) AS many FROM audit_entries WHERE object = ? AND event = 'status_job.confirmed'", job.split('/').at(-1) ?? '')).toEqual([{ many: 1 }])
    expect(await scene.rows("SELECT count(*) AS many FROM audit_entries WHERE object = ? AND event = 'credential.suspended'", id)).toEqual([{ many: 1 }])
  })

  it('opens renewal, and changes no status', async () => {
    const { id } = await issued()
    const job = await selected('renew', [id])
    await confirmed(job, 'renew')
    await pass()
    expect([await stateOf(job), await standing({ id })]).toEqual(['done', [0]])
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE object = ? AND event = 'credential.renewable'", id)).toEqual([{ actor: 'staff:staff-of-aldermoor', reason: 'record_changed' }])
  })

  it('is in the audit as the doing of whoever confirmed it, not of whoever prepared it', async () => {
    const [one, other] = [await issued(), await issued()]
    const colleague = 'aldermoor:caseworker,auditor'
    for (const [change, { id }] of [['revoke', one], ['renew', other]] as const) {
      const job = await selected(change, [id])
      await confirmed(job, change, await openDesk(scene, colleague, { steppedUp: true }))
      await pass()
      const told = await scene.rows<{ actor: string }>("SELECT DISTINCT actor FROM audit_entries WHERE (object = ? AND event = 'status_job.confirmed') OR (object = ? AND event IN ('credential.revoked', 'credential.renewable'))", job.split('/').at(-1) ?? '', id)
      expect(told).toEqual([{ actor: `staff:staff-of-${colleague}` }])
      desk = await openDesk(scene)
    }
  })

  it('takes all that is filtered, and no more', async () => {
    const { id, reference } = await issued()
    const filter = at(await desk.post('/staff/caseload', { reference }))
    const job = at(await desk.post('/staff/status', { change: 'suspend', all: 'yes', filter }))
    expect(await scene.rows('SELECT counterfoil FROM status_job_rows WHERE job = ?', job.split('/').at(-1) ?? '')).toEqual([{ counterfoil: id }])
    const stranger = await openDesk(scene)
    expect((await stranger.post('/staff/status', { change: 'suspend', all: 'yes', filter })).statusCode).toBe(400)
  })
})

describe('a list of references', () => {
  it('names the lines that mean nothing to change, and keeps no reference', async () => {
    const [one, other, revoked] = [await issued(), await issued(), await issued()]
    await scene.issuer.changeStatus(scene.authority('aldermoor'), revoked.id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
    const job = await pasted('revoke', `${one.reference},any\r\nAL-NOBODY\n"${other.id}"\n\n${revoked.reference}`)
    const check = await page(job)
    expect([planned(check, 'Will be changed'), planned(check, 'Lines that name nothing to change')]).toEqual(['2', '2, 5'])
    expect(JSON.stringify(await scene.rows('SELECT * FROM status_jobs'))).not.toContain('AL-')
  })

  it.each([
    ['an unknown reference', async () => ({ references: 'AL-NOBODY', expected: '0' })],
    ['another authority’s', async () => ({ references: (await issued('brackenfield')).reference, expected: '0' })],
    ['what is revoked', async () => ({ references: (await changed('revoke')).reference, expected: '0' })],
    ['what is suspended', async () => ({ references: (await changed('suspend')).reference, expected: '1' })],
    ['one person twice', async () => { const { reference, id } = await issued(); return { references: `${reference}\n${id}\n${reference}`, expected: '1' } }],
  ] as const)('revokes %s as it should', async (_, make) => {
    const { references, expected } = await make()
    const check = await page(await pasted('revoke', references))
    expect(expected === '0' ? check.includes('Nothing here can be changed so.') : planned(check, 'Will be changed') === expected).toBe(true)
  })

  it('tells of an offer to the same person that is open, and leaves it', async () => {
    const { reference } = await issued()
    const offer = await scene.offer({ person: goodRecord(reference) })
    const job = await pasted('revoke', reference)
    expect(planned(await page(job), 'Open offers to the same people')).toMatch(/^1\. /)
    await confirmed(job, 'revoke')
    await pass()
    expect(await scene.rows('SELECT state FROM credential_offers WHERE id = ?', offer.id)).toEqual([{ state: 'offered' }])
  })

  it.each([
    ['nothing', { change: 'revoke', references: ' \n ' }, 'none'],
    ['no change', { references: 'AL-1' }, 'change'],
    ['a change of nobody’s making', { change: 'unrevoke', references: 'AL-1' }, 'change'],
    ['too many', { change: 'revoke', references: Array.from({ length: 20_001 }, (_, place) => place).join('\n') }, 'tooMany'],
  ])('asks again for %s', async (_, fields, problem) => {
    const answer = await desk.post('/staff/status/references', fields)
    expect([answer.statusCode, at(answer)]).toEqual([303, expect.stringContaining(`problem=${problem}`)])
    expect((await desk.get(at(answer))).body).toContain('govuk-error-summary')
  })
})

it('asks for fewer references in both languages when they mean too many credentials', async () => {
  expect((await desk.get('/staff/status/references?problem=tooManyFound')).body).toContain('these mean more than 20000 credentials')
  expect((await desk.get('/staff/status/references?problem=tooManyFound&language=cy')).body).toContain('mwy na 20000 o dystysgrifau')
})

async function changed(change: 'revoke' | 'suspend') {
  const made = await issued()
  await scene.issuer.changeStatus(scene.authority('aldermoor'), made.id, change, { staff: staffOf('aldermoor'), reason: change === 'revoke' ? 'moved_away' : 'record_check' })
  return made
}

describe('a change of more than one person may make alone', () => {
  const approvalOf = async (job: string) => (await scene.rows<{ id: ApprovalId; content_hash: string; state: string }>('SELECT id, content_hash, state FROM approvals WHERE subject = ?', job.split('/').at(-1) ?? ''))[0]

  it('waits for somebody else, who approves exactly these, and can be undone after that, too', async () => {
    const made = [await issued(), await issued(), await issued()]
    const job = await selected('revoke', made.map(({ id }) => id))
    await confirmed(job, 'revoke')
    await pass()
    expect([await stateOf(job), (await approvalOf(job))?.state]).toEqual(['waiting', 'waiting'])
    const approval = await approvalOf(job)
    const own = await scene.issuer.approvals.decide(staffOf('aldermoor:approver'), approval?.id ?? ('' as ApprovalId), { decision: 'approve', reason: 'checked', contentHash: approval?.content_hash ?? '' })
    expect(own.outcome).toBe('decided')
    await scene.issuer.takeOnStatusJobs()
    expect([await stateOf(job), (await standing(...made)).every((status) => status === 0)]).toEqual(['staged', true])
    await pass()
    expect([await stateOf(job), (await standing(...made)).every((status) => status === 1)]).toEqual(['done', true])
  })

  /** An administrator lets it begin without a second person, and it waits for the time in which it can be undone. */
  const letGo = async () => {
    const made = [await issued(), await issued(), await issued()]
    const job = await selected('revoke', made.map(({ id }) => id))
    await confirmed(job, 'revoke')
    const approval = await approvalOf(job)
    const id = approval?.id ?? ('' as ApprovalId)
    const admin = staffOf('aldermoor:authority-admin')
    await scene.issuer.approvals.breakGlass(admin, id, { reason: 'harm_to_somebody', contentHash: approval?.content_hash ?? '' })
    await scene.issuer.takeOnStatusJobs()
    expect(await stateOf(job)).toBe('staged')
    return { made, job, end: () => scene.issuer.approvals.endBreakGlass(admin, id) }
  }

  it('begins though the time of a break-glass run was over while it could be undone, or nothing ran', async () => {
    const { made, job } = await letGo()
    scene.clock.advance(breakGlassLifetime)
    await pass()
    expect([await stateOf(job), (await standing(...made)).every((status) => status === 1)]).toEqual(['done', true])
  })

  it('does not begin when the break-glass run was ended by hand before', async () => {
    const { made, job, end } = await letGo()
    await end()
    await pass()
    expect([await stateOf(job), (await standing(...made)).every((status) => status === 0)]).toEqual(['undone', true])
  })

  it('is shown one by one to whoever approves it, as each stands now', async () => {
    const made = [await issued(), await issued(), await issued()]
    const job = await selected('revoke', made.map(({ id }) => id))
    await confirmed(job, 'revoke')
    const place = `/staff/approvals/${(await approvalOf(job))?.id}/rows`
    const [admin, approver] = [await openDesk(scene, 'aldermoor:authority-admin'), await openDesk(scene, 'aldermoor:approver')]
    const shown = (await admin.get(place)).body
    for (const { id } of made) expect(shown).toContain(id)
    expect(shown).toContain('Residency')
    expect(shown.match(/>Active</g)).toHaveLength(3)
    // Whoever may not look at credentials is given no link that leads nowhere.
    expect(shown).not.toContain('/staff/credentials/')
    expect((await approver.get(place)).body).toContain(`href="/staff/credentials/${made[0]?.id}"`)
    expect((await (await openDesk(scene, 'brackenfield:approver')).get(place)).statusCode).toBe(404)
    await desk.post(`${job}/undo`)
  })

  it('is not approved by whoever prepared or first confirmed it, whoever asks again', async () => {
    const made = [await issued(), await issued(), await issued()]
    const preparing = await openDesk(scene, 'aldermoor:approver', { steppedUp: true })
    const job = await selected('revoke', made.map(({ id }) => id), preparing)
    const confirming = await openDesk(scene, 'aldermoor:caseworker,approver', { steppedUp: true })
    await confirmed(job, 'revoke', confirming)
    await confirmed(job, 'revoke')
    const approval = (await approvalOf(job)) ?? expect.fail('nobody asked')
    const decide = (by: string) => scene.issuer.approvals.decide(staffOf(by), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.content_hash })
    for (const by of ['aldermoor:approver', 'aldermoor:caseworker,approver']) expect((await decide(by)).outcome).toBe('own')
    expect((await preparing.get(`/staff/approvals/${approval.id}`)).body).toContain('id="is-own"')
    expect((await decide('aldermoor:authority-admin')).outcome).toBe('decided')
    await desk.post(`${job}/undo`)
  })

  it('never begins when what would be done is not what was approved', async () => {
    const made = [await issued(), await issued(), await issued()]
    const more = await issued()
    const job = await selected('revoke', made.map(({ id }) => id))
    await confirmed(job, 'revoke')
    const approval = await approvalOf(job)
    await scene.issuer.approvals.decide(staffOf('aldermoor:approver'), approval?.id ?? ('' as ApprovalId), { decision: 'approve', reason: 'checked', contentHash: approval?.content_hash ?? '' })
    await scene.rows('INSERT INTO status_job_rows (job, counterfoil) VALUES (?, ?)', job.split('/').at(-1) ?? '', more.id)
    await pass()
    expect([await stateOf(job), (await standing(...made, more)).every((status) => status === 0)]).toEqual(['undone', true])
    desk = await openDesk(scene)
    expect(await page(job)).toContain('no longer exactly what was approved')
  })

  it.each([
    ['refused', 'refused to approve this', (id: ApprovalId, contentHash: string) => scene.issuer.approvals.decide(staffOf('aldermoor:approver'), id, { decision: 'refuse', reason: 'not_needed', contentHash })],
    ['withdrawn', 'was withdrawn', (id: ApprovalId) => scene.issuer.approvals.withdraw(staffOf('aldermoor'), id)],
    ['expired', 'The time for approving this was over', async () => scene.clock.advance(approvalLifetime)],
  ])('ends when its approval is %s, and its page says so', async (why, words, happens) => {
    const made = [await issued(), await issued(), await issued()]
    const job = await selected('suspend', made.map(({ id }) => id))
    await confirmed(job, 'suspend')
    const approval = await approvalOf(job)
    await scene.issuer.takeOnStatusJobs()
    expect(await stateOf(job)).toBe('waiting')
    await happens(approval?.id ?? ('' as ApprovalId), approval?.content_hash ?? '')
    await scene.issuer.takeOnStatusJobs()
    desk = await openDesk(scene)
    expect([await stateOf(job), await page(job)]).toEqual(['undone', expect.stringContaining(words)])
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE object = ? AND event = 'status_job.undone'", job.split('/').at(-1) ?? '')).toEqual([{ actor: 'issuer', reason: why }])
  })
})

describe('another authority', () => {
  it('ADM-12 neither sees a change, nor confirms, undoes, or selects what isn’t its own', async () => {
    const { id } = await issued()
    const job = await selected('revoke', [id])
    const stranger = await openDesk(scene, 'brackenfield', { steppedUp: true })
    const answers = await Promise.all([stranger.get(job), confirmed(job, 'revoke', stranger), stranger.post(`${job}/undo`)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
    const theirs = await selected('revoke', [id], stranger)
    expect(await scene.rows('SELECT many FROM status_jobs WHERE id = ?', theirs.split('/').at(-1) ?? '')).toEqual([{ many: 0 }])
    expect(await stateOf(job)).toBe('prepared')
  })
})
