import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { StaffMember } from '@counterfoil/issuer/domain/staff-member'
import type { StatusJobId } from '@counterfoil/issuer/domain/status-jobs/status-job'
import { issue } from '../issue-in-process.ts'
import { goodRecord, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk } from '../staff-desk.ts'

const above = 5
const within = 3600
let scene: Scene
beforeAll(async () => {
  scene = await openScene({ settings: { status: { clock: seconds(0), history: true, undoFor: seconds(60), fourEyesAbove: above, fourEyesWithin: seconds(within) } } })
})
// What somebody did in one test is over in the next.
beforeEach(() => scene.clock.advance(within))
afterAll(async () => {
  await scene.close()
  scene.erase()
})

let persons = 0
async function issued(many: number): Promise<readonly CounterfoilId[]> {
  for (let one = 0; one < many; one += 1) await issue(scene.issuer, goodRecord(`AL-S${(persons += 1)}`), scene.clock.now(), 'aldermoor')
  return (await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT ?', many)).map(({ id }) => id)
}
const called = (subject: string, person?: string): StaffMember => ({ ...staffOf('aldermoor'), subject, ...(person === undefined ? {} : { person }) })
const prepared = async (by: StaffMember, many: number): Promise<StatusJobId> => scene.issuer.statusJobs.prepareSelected(scene.authority('aldermoor'), by, 'suspend', await issued(many))
const confirm = (by: StaffMember, job: StatusJobId): Promise<void> => scene.issuer.statusJobs.confirm(scene.authority('aldermoor'), by, job, { reason: 'record_check', telling: 'none' })
const stateOf = async (job: StatusJobId): Promise<string> => (await scene.issuer.statusJobs.find(scene.authority('aldermoor'), job)).state
/** How a change of so many is confirmed by somebody. */
async function changing(by: StaffMember, many: number): Promise<string> {
  const job = await prepared(by, many)
  await confirm(by, job)
  return stateOf(job)
}

describe('a change that is cut into slices', () => {
  it('needs a second person from the slice on that makes it more than one may do alone', async () => {
    const cutter = called('cutter')
    expect([await changing(cutter, 3), await changing(cutter, 2), await changing(cutter, 1)]).toEqual(['staged', 'staged', 'waiting'])
    await scene.issuer.takeOnStatusJobs()
    expect(await scene.rows("SELECT 1 FROM status_jobs WHERE state = 'waiting'")).toHaveLength(1)
  })

  it('is of one human being, whichever of their accounts they use, and of nobody else', async () => {
    expect([await changing(called('one-account', 'employee 7'), 5), await changing(called('other-account', 'employee 7'), 1), await changing(called('somebody-else', 'employee 8'), 5)]).toEqual(['staged', 'waiting', 'staged'])
  })

  it('counts neither what was undone, nor what somebody else approved, nor what was long ago', async () => {
    const careful = called('careful')
    const undone = await prepared(careful, 5)
    await confirm(careful, undone)
    expect(await scene.issuer.statusJobs.undo(scene.authority('aldermoor'), careful, undone)).toBe(true)
    expect([await changing(careful, above + 1), await changing(careful, above)]).toEqual(['waiting', 'staged'])
    scene.clock.advance(within - 1)
    expect(await changing(careful, 1)).toBe('waiting')
    scene.clock.advance(1)
    expect(await changing(careful, 1)).toBe('staged')
  })

  it('of which two are confirmed at the same moment is counted as one after the other', async () => {
    const hasty = called('hasty')
    const jobs = [await prepared(hasty, 3), await prepared(hasty, 3)]
    await Promise.all(jobs.map((job) => confirm(hasty, job)))
    expect((await Promise.all(jobs.map(stateOf))).toSorted()).toEqual(['staged', 'waiting'])
  })

  it('is told in words before it is confirmed', async () => {
    const desk = await openDesk(scene)
    const own = staffOf('aldermoor')
    await changing(own, 4)
    const page = (await desk.get(`/staff/status/${await prepared(own, 2)}`)).body
    expect(page).toContain('You changed 4 in the last hour without a second person. With these it is more than 5')
  })

  it('keeps no number of an employee, and no account beside it', async () => {
    await changing(called('kept-account', 'employee 99'), 1)
    expect(JSON.stringify(await scene.rows('SELECT alone_by FROM status_jobs'))).not.toMatch(/employee|account/)
  })
})
