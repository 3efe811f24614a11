import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvalLifetime, breakGlassLifetime, type ApprovalId } from '@counterfoil/issuer/domain/approval'
import { content, openApprovals, staffCalled, type ApprovalScene } from './approval-scene.ts'

let scene: ApprovalScene
beforeAll(async () => {
  scene = await openApprovals()
})
beforeEach(() => scene.forget())
afterAll(() => scene.close())

const asker = staffCalled('casey')
const approver = staffCalled('avery')
const admin = staffCalled('addison')
const job = { kind: 'bulk-issue', subject: 'job-1', contentHash: 'first' } as const
const approve = { decision: 'approve', reason: 'checked', contentHash: 'first' } as const
const refuse = { decision: 'refuse', reason: 'wrong_people', contentHash: 'first' } as const

describe('asking for a second person', () => {
  it('lets exactly what was asked for begin once somebody else approved it, and tells the audit', async () => {
    const { id } = await scene.desk.ask(asker, job)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('decided')
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(true)
    expect(await scene.desk.mayBegin('aldermoor', { ...job, contentHash: 'other' })).toBe(false)
    expect(await scene.desk.mayBegin('brackenfield', job)).toBe(false)
    expect(await scene.told()).toEqual(['staff:casey approval.asked bulk-issue', 'staff:avery approval.approved checked'])
  })

  it('asks once for the same content, and anew for another', async () => {
    const first = await scene.desk.ask(asker, job)
    expect((await scene.desk.ask(asker, job)).id).toBe(first.id)
    const second = await scene.desk.ask(asker, { ...job, contentHash: 'second' })
    expect(second.id).not.toBe(first.id)
    expect((await scene.desk.show(asker, first.id)).stateNow).toBe('withdrawn')
    expect(await scene.desk.of('aldermoor', 'bulk-issue', 'job-1')).toEqual(second)
  })

  it('keeps a refusal with its reason', async () => {
    const { id } = await scene.desk.ask(asker, job)
    await scene.desk.decide(approver, id, refuse)
    expect((await scene.desk.show(asker, id)).approval).toMatchObject({ state: 'refused', decidedBy: 'avery', reason: 'wrong_people' })
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
  })

  it('asks for nothing anew once somebody approved it, or broke the glass: a stale tab undoes neither', async () => {
    const approved = await scene.desk.ask(asker, job)
    await scene.desk.decide(approver, approved.id, approve)
    expect((await scene.desk.ask(staffCalled('another'), job)).id).toBe(approved.id)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(true)

    const other = { ...job, subject: 'job-2' }
    scene.stands.set('job-2', content('first'))
    const broken = await scene.desk.ask(asker, other)
    await scene.desk.breakGlass(admin, broken.id, { reason: 'harm_to_somebody', contentHash: 'first' })
    expect((await scene.desk.ask(staffCalled('another'), other)).id).toBe(broken.id)
    expect(await scene.desk.mayBegin('aldermoor', other)).toBe(true)
    scene.clock.advance(breakGlassLifetime)
    expect((await scene.desk.ask(asker, other)).id).not.toBe(broken.id)
  })

  it('tells the next approver that the very same was refused, by whom and why, and of nothing else', async () => {
    const first = await scene.desk.ask(asker, job)
    await scene.desk.decide(approver, first.id, refuse)
    const again = await scene.desk.ask(asker, job)
    expect((await scene.desk.show(staffCalled('another'), again.id)).refusedBefore).toMatchObject({ id: first.id, decidedBy: 'avery', reason: 'wrong_people' })
    scene.stands.set('job-1', content('second'))
    const changed = await scene.desk.ask(asker, { ...job, contentHash: 'second' })
    expect((await scene.desk.show(approver, changed.id)).refusedBefore).toBeNull()
  })

  it('sorts the queue: what somebody can decide, and their own', async () => {
    await scene.desk.ask(asker, job)
    expect((await scene.desk.queue(asker)).own).toHaveLength(1)
    expect((await scene.desk.queue(asker)).toDecide).toEqual([])
    expect((await scene.desk.queue(approver)).toDecide).toHaveLength(1)
    expect(await scene.desk.queue(staffCalled('avery', { authority: 'brackenfield' }))).toEqual({ toDecide: [], own: [], past: [], toReview: [], next: null, isFurther: false })
  })

  it('shows what waits some at a time, the oldest first, each once, however many there are', async () => {
    for (let place = 0; place < 60; place += 1) {
      scene.stands.set(`many-${place}`, content('the same'))
      await scene.desk.ask(asker, { kind: 'bulk-issue', subject: `many-${place}`, contentHash: 'the same' })
    }
    const seen: string[][] = []
    for (let page = await scene.desk.queue(approver); ; page = await scene.desk.queue(approver, page.next)) {
      seen.push(page.toDecide.map(({ approval }) => approval.subject))
      if (page.next === null) break
    }
    expect(seen.map((page) => page.length)).toEqual([25, 25, 10])
    expect(seen.flat()).toEqual(Array.from({ length: 60 }, (_, place) => `many-${place}`))
    expect(await scene.desk.queue(approver, 'f'.repeat(32) as ApprovalId)).toMatchObject({ isFurther: true })
  })
})

describe('who made what is asked for', () => {
  const madeBy = (...subjects: readonly string[]) => scene.stands.set('job-1', content('first', subjects.map((subject) => `staff:${subject}`)))

  it('doesn’t decide it, though somebody else asked; it is shown as their own', async () => {
    madeBy('avery')
    const { id } = await scene.desk.ask(asker, job)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('own')
    expect((await scene.desk.queue(approver)).toDecide).toEqual([])
    expect((await scene.desk.show(approver, id)).isOwn).toBe(true)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
    expect((await scene.desk.decide(staffCalled('another'), id, approve)).outcome).toBe('decided')
  })

  it('doesn’t decide it once they took part after it was asked for, either', async () => {
    const { id } = await scene.desk.ask(asker, job)
    madeBy('avery')
    expect((await scene.desk.show(approver, id)).isOwn).toBe(true)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('own')
  })

  const asMaker = staffCalled('avery', { person: 'employee 4711' })
  const byAnotherAccount = staffCalled('avery.admin', { person: 'employee 4711' })

  it('doesn’t decide it by another account, either: not what they made, not what they changed after it was asked for', async () => {
    await scene.signsIn(asMaker)
    madeBy('avery')
    const { id } = await scene.desk.ask(asker, job)
    expect((await scene.desk.show(byAnotherAccount, id)).isOwn).toBe(true)
    expect((await scene.desk.queue(byAnotherAccount)).toDecide).toEqual([])
    expect((await scene.desk.decide(byAnotherAccount, id, approve)).outcome).toBe('own')
    scene.stands.set('job-2', content('first'))
    const later = await scene.desk.ask(asker, { ...job, subject: 'job-2' })
    scene.stands.set('job-2', content('first', ['staff:avery']))
    expect((await scene.desk.decide(byAnotherAccount, later.id, approve)).outcome).toBe('own')
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
    // Who has the same number at another authority is somebody else.
    await scene.signsIn(staffCalled('casey', { authority: 'brackenfield', person: 'employee 12' }))
    expect((await scene.desk.decide(staffCalled('chris', { person: 'employee 12' }), id, approve)).outcome).toBe('decided')
  })

  it('is barred by the statement that decides, though what they made is told no more', async () => {
    await scene.signsIn(asMaker)
    madeBy('avery')
    const { id } = await scene.desk.ask(asker, job)
    madeBy()
    expect((await scene.desk.decide(byAnotherAccount, id, approve)).outcome).toBe('own')
  })

  it('doesn’t look at what was let go by another account, either', async () => {
    await scene.signsIn(asMaker)
    madeBy('avery')
    const { id } = await scene.desk.ask(asker, job)
    await scene.desk.breakGlass(admin, id, { reason: 'harm_to_somebody', contentHash: 'first' })
    scene.clock.advance(breakGlassLifetime)
    expect(await scene.desk.reviewBreakGlass(byAnotherAccount, id, 'in_order')).toBe(false)
    expect(await scene.desk.reviewBreakGlass(staffCalled('another', { person: 'employee 12' }), id, 'in_order')).toBe(true)
  })

  it('doesn’t look at what was let go without a second person, though it is there no more', async () => {
    madeBy('avery')
    const { id } = await scene.desk.ask(asker, job)
    await scene.desk.breakGlass(admin, id, { reason: 'harm_to_somebody', contentHash: 'first' })
    scene.stands.delete('job-1')
    scene.clock.advance(breakGlassLifetime)
    expect(await scene.desk.reviewBreakGlass(approver, id, 'in_order')).toBe(false)
    expect(await scene.desk.reviewBreakGlass(staffCalled('another'), id, 'in_order')).toBe(true)
  })

  it('stays barred when a colleague asks again: the same content is the request that waits, and the first asker never becomes its approver', async () => {
    const first = await scene.desk.ask(approver, job)
    expect((await scene.desk.ask(asker, job)).id).toBe(first.id)
    scene.clock.advance(approvalLifetime)
    const { id } = await scene.desk.ask(asker, job)
    expect(id).not.toBe(first.id)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('own')
  })
})

describe('an approval that must not be', () => {
  const sameHuman = (subject: string) => staffCalled(subject, { person: 'employee 4711' })
  it.each([
    ['one’s own', asker, asker, 'own'],
    ['one’s own through a second account of the same person', sameHuman('casey'), sameHuman('casey.admin'), 'own'],
    ['by a person whose number is known and is another’s', sameHuman('casey'), staffCalled('avery', { person: 'employee 12' }), 'decided'],
  ])('%s', async (_what, by, decider, outcome) => {
    const { id } = await scene.desk.ask(by, job)
    expect((await scene.desk.decide(decider, id, approve)).outcome).toBe(outcome)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(outcome === 'decided')
  })

  it.each([
    ['what changed after it was asked for', (): unknown => scene.stands.set('job-1', content('second')), approve, 'changed'],
    ['what is there no more', (): unknown => scene.stands.delete('job-1'), approve, 'changed'],
    ['what a stale page showed', () => {}, { ...approve, contentHash: 'what an old page showed' }, 'changed'],
    ['what waited too long', (): unknown => scene.clock.advance(approvalLifetime), approve, 'expired'],
  ] as const)('of %s', async (_what, happens, decision, outcome) => {
    const { id } = await scene.desk.ask(asker, job)
    happens()
    expect((await scene.desk.decide(approver, id, decision)).outcome).toBe(outcome)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
    expect(await scene.told()).toHaveLength(1)
  })

  it('pressed twice is made once', async () => {
    const { id } = await scene.desk.ask(asker, job)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('decided')
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('decided_before')
    expect((await scene.told()).filter((entry) => entry.includes('approval.approved'))).toHaveLength(1)
  })

  it('after it was withdrawn, which only who asked can do', async () => {
    const { id } = await scene.desk.ask(asker, job)
    expect(await scene.desk.withdraw(approver, id)).toBe(false)
    expect(await scene.desk.withdraw(asker, id)).toBe(true)
    expect(await scene.desk.withdraw(asker, id)).toBe(false)
    expect((await scene.desk.decide(approver, id, approve)).outcome).toBe('decided_before')
  })

  it('of another authority, whose requests are not there', async () => {
    const { id } = await scene.desk.ask(asker, job)
    const stranger = staffCalled('avery', { authority: 'brackenfield' })
    for (const act of [() => scene.desk.show(stranger, id), () => scene.desk.decide(stranger, id, approve), () => scene.desk.withdraw(stranger, id), () => scene.desk.breakGlass(stranger, id, { reason: 'harm_to_somebody', contentHash: 'first' })]) {
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(scene.desk.show(asker, 'no such id' as ApprovalId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of fifty approvers at once, one wins and the others are told who', async () => {
    const { id } = await scene.desk.ask(asker, job)
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => scene.desk.decide(staffCalled(`approver-${index}`), id, index % 2 === 0 ? approve : refuse)))
    const winners = all.filter(({ outcome }) => outcome === 'decided')
    expect(winners).toHaveLength(1)
    expect(all.filter(({ outcome }) => outcome === 'decided_before')).toHaveLength(49)
    expect(new Set(all.map(({ approval }) => approval.decidedBy))).toEqual(new Set([winners[0]?.approval.decidedBy]))
    expect(await scene.told()).toHaveLength(2)
  })
})

describe('breaking the glass', () => {
  const opening = { reason: 'harm_to_somebody', contentHash: 'first' } as const
  const broken = async () => {
    const { id } = await scene.desk.ask(asker, job)
    expect((await scene.desk.breakGlass(admin, id, opening)).outcome).toBe('decided')
    return id
  }

  it('lets one job begin for half an hour, and no longer', async () => {
    await broken()
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(true)
    expect(await scene.desk.openBreakGlasses('aldermoor')).toHaveLength(1)
    expect(await scene.desk.openBreakGlasses('brackenfield')).toEqual([])
    scene.clock.advance(breakGlassLifetime - 1)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(true)
    scene.clock.advance(1)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
    expect(await scene.desk.openBreakGlasses('aldermoor')).toEqual([])
  })

  it('can be for a request of one’s own, and is ended early by hand', async () => {
    const { id } = await scene.desk.ask(admin, job)
    expect((await scene.desk.breakGlass(admin, id, opening)).outcome).toBe('decided')
    expect(await scene.desk.endBreakGlass(admin, id)).toBe(true)
    expect(await scene.desk.endBreakGlass(admin, id)).toBe(false)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
  })

  it('stays to be looked at until somebody who had no part in it did', async () => {
    const id = await broken()
    expect(await scene.desk.reviewBreakGlass(approver, id, 'in_order')).toBe(false)
    scene.clock.advance(breakGlassLifetime)
    expect((await scene.desk.queue(approver)).toReview).toHaveLength(1)
    for (const involved of [admin, asker]) expect(await scene.desk.reviewBreakGlass(involved, id, 'in_order')).toBe(false)
    expect(await scene.desk.reviewBreakGlass(approver, id, 'not_in_order')).toBe(true)
    expect(await scene.desk.reviewBreakGlass(staffCalled('another'), id, 'in_order')).toBe(false)
    expect((await scene.desk.queue(approver)).toReview).toEqual([])
    expect(await scene.told()).toEqual(['staff:casey approval.asked bulk-issue', 'staff:addison break_glass.opened harm_to_somebody', 'staff:avery break_glass.reviewed not_in_order'])
  })

  it.each([
    ['after the content changed', (): unknown => scene.stands.set('job-1', content('second')), opening, 'changed'],
    ['for what a stale page showed', () => {}, { ...opening, contentHash: 'old' }, 'changed'],
    ['for what waited too long', (): unknown => scene.clock.advance(approvalLifetime), opening, 'expired'],
  ] as const)('does nothing %s', async (_what, happens, asked, outcome) => {
    const { id } = await scene.desk.ask(asker, job)
    happens()
    expect((await scene.desk.breakGlass(admin, id, asked)).outcome).toBe(outcome)
    expect(await scene.desk.mayBegin('aldermoor', job)).toBe(false)
  })

  it('races with an approval: one of them is written', async () => {
    const { id } = await scene.desk.ask(asker, job)
    const [one, other] = await Promise.all([scene.desk.breakGlass(admin, id, opening), scene.desk.decide(approver, id, approve)])
    expect([one.outcome, other.outcome].toSorted()).toEqual(['decided', 'decided_before'])
  })
})
