import { deflatedBlocks } from '@counterfoil/issuer/adapters/deflated-blocks'
import { listForms } from '@counterfoil/issuer/adapters/list-forms/list-forms'
import { servedList } from '@counterfoil/issuer/adapters/status-jobs/served-list'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { Counterfoil, CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { open } from '@counterfoil/issuer/domain/profile'
import type { RepeatableRequest } from '@counterfoil/issuer/domain/repeatable-request'
import type { StatusJob, StatusJobId } from '@counterfoil/issuer/domain/status-jobs/status-job'
import type { ChangedPlace } from '@counterfoil/issuer/ports'
import type { CaseReferences, RepeatableRequests, StatusesChanged } from '@counterfoil/issuer/ports/council-api'
import type { StatusJobs } from '@counterfoil/issuer/ports/status-jobs'
import { applyChanged } from '@counterfoil/issuer/use-cases/apply-changed'
import { changeStatus } from '@counterfoil/issuer/use-cases/change-status'
import { changeStatuses } from '@counterfoil/issuer/use-cases/council/change-statuses'
import { statusPublisher } from '@counterfoil/issuer/use-cases/publish-status-list'
import { statusJobRunner } from '@counterfoil/issuer/use-cases/status-jobs/run-status-jobs'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { readStatus, statusValue } from '@counterfoil/shared/status-list/status-bits'
import { describe, expect, it } from 'vitest'
import { staffOf } from '../issuer-scene.ts'

const authority: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'A', cy: 'A' }, did: 'did:example:1', serviceUrl: 'http://localhost', identifier: 'http://localhost/aldermoor', profile: open }
const id = 'one' as CounterfoilId
const place: ChangedPlace = { statusIssuer: authority.id, statusList: 1, index: 7, status: statusValue.revoked }

/** A list whose one revocation is committed when the test says so; the read after it fails as often as the test says. */
function withDatabase({ every = seconds(0), failures = 0 } = {}) {
  const clock = fixedClock(1_764_000_000)
  const committed: ChangedPlace[] = []
  let failing = failures
  const standing = async () => ({ size: 64, entries: [...committed] })
  const publisher = statusPublisher({
    clock,
    lists: { open: async () => {}, standing, standingAsOf: standing },
    countBuilt: () => 0,
    signerOf: () => ({ kid: 'did:example:1#2', x5c: [], role: 'status', sign: () => 'signature' }),
    deflated: deflatedBlocks,
    forms: listForms,
    fingerprint: sha256Base64Url,
    every,
  })
  const placesOf = async (): Promise<readonly ChangedPlace[]> => {
    failing -= 1
    if (failing >= 0) throw new Error('SQLITE_BUSY')
    return [...committed]
  }
  const readList = servedList(clock)
  const read = async (): Promise<number | null> => {
    const list = await publisher.publish(authority, 1, 'jwt')
    return list === null ? null : readStatus(readList(authority, 1, list), place.index)
  }
  return { clock, publisher, counterfoils: { placesOf }, read, readList, commit: () => void committed.push(place) }
}

type Scene = ReturnType<typeof withDatabase>

const revokeByStaff = ({ clock, publisher, counterfoils, commit }: Scene) =>
  changeStatus({
    clock,
    publisher,
    configurations: new Map(),
    counterfoils: { ...counterfoils, find: async () => null, noteRefused: async () => {}, changeStatus: async () => (commit(), [{ id } as Counterfoil]) },
  })(authority, id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })

const answer = { changed: [id] } as unknown as StatusesChanged
const revokeBySystem = ({ clock, publisher, counterfoils, commit }: Scene, earlier: StatusesChanged | null) =>
  changeStatuses({
    clock,
    publisher,
    counterfoils,
    configurations: new Map(),
    records: { handleOf: () => { throw new Error('nobody was meant') } },
    cases: {} as CaseReferences,
    requests: { statusesBefore: async () => earlier, changeStatuses: async () => (commit(), answer) } as Partial<RepeatableRequests> as RepeatableRequests,
  })(authority, { client: 'records' } as unknown as RepeatableRequest, { meant: { counterfoil: id }, typeId: null, change: 'revoke', reason: 'moved_away' })

const job = (state: StatusJob['state'], doneAt: StatusJob['doneAt'] = null): StatusJob =>
  ({ id: 'job' as StatusJobId, authority: authority.id, change: 'revoke', reason: 'moved_away', state, many: 1, doneAt }) as StatusJob

function runner({ clock, publisher, counterfoils, commit, readList }: Scene, underWay: StatusJob, every = seconds(0), others: Partial<StatusJobs> = {}) {
  const published: number[] = []
  let isOver = false
  const jobs: Partial<StatusJobs> = {
    underWay: async () => (published.length === 0 ? [underWay] : []),
    changedIds: async () => [id],
    runSome: async () => {
      if (isOver) return { isOver, changed: [] }
      commit()
      isOver = true
      return { isOver: false, changed: [id] }
    },
    notePublished: async (_, at) => void published.push(at),
    ...others,
  }
  const secondPerson = { ask: async () => {}, of: async () => null }
  const { turn } = statusJobRunner({ clock, publisher, counterfoils, readList, every, secondPerson, jobs: jobs as StatusJobs, authorities: new Map([[authority.id, authority]]), configurations: new Map(), sha256: sha256Base64Url, undoFor: seconds(0), tell: async () => {} })
  return { turn, published }
}

describe('INV-05 a revocation that was committed, and of which the published list could not be told', () => {
  it.each([
    ['by staff', (scene: Scene): Promise<unknown> => revokeByStaff(scene)],
    ['by a system of the council', (scene: Scene): Promise<unknown> => revokeBySystem(scene, null)],
    ['by a change of many', (scene: Scene): Promise<unknown> => runner(scene, job('running')).turn().catch(({ errors }: AggregateError) => { throw errors[0] })],
  ])('is in the next list when it was made %s', async (_, revoke) => {
    const scene = withDatabase({ failures: 1 })
    expect(await scene.read()).toBe(statusValue.valid)
    await expect(revoke(scene)).rejects.toThrow('SQLITE_BUSY')
    expect(await scene.read()).toBe(statusValue.revoked)
  })

  it('is in the list of the next tick where a publishing clock goes', async () => {
    const scene = withDatabase({ failures: 1, every: seconds(60) })
    await scene.read()
    await expect(revokeByStaff(scene)).rejects.toThrow('SQLITE_BUSY')
    scene.clock.advance(60)
    expect(await scene.read()).toBe(statusValue.revoked)
  })

  it('is there, too, when the lists themselves could not be read', async () => {
    const scene = withDatabase()
    await scene.read()
    scene.commit()
    const publisher = { ...scene.publisher, apply: async () => { throw new Error('SQLITE_IOERR') } }
    await expect(applyChanged({ ...scene, publisher }, authority.id, [id])).rejects.toThrow('SQLITE_IOERR')
    expect(await scene.read()).toBe(statusValue.revoked)
  })

  it('is told to the list when a system asks again for what was done', async () => {
    const scene = withDatabase()
    await scene.read()
    scene.commit()
    expect(await revokeBySystem(scene, answer)).toBe(answer)
    expect(await scene.read()).toBe(statusValue.revoked)
  })

  it.each([
    ['at once', seconds(0), 1],
    ['by a clock', seconds(60), 60],
  ])('is found missing by the change of many that it is of, published %s', async (_, every, later) => {
    const scene = withDatabase({ every })
    await scene.read()
    scene.commit()
    const { turn, published } = runner(scene, job('done', scene.clock.now()), every)
    await turn()
    expect(published).toEqual([])
    scene.clock.advance(later + 1)
    await turn()
    expect(await scene.read()).toBe(statusValue.revoked)
    await turn()
    expect(published).toEqual([scene.clock.now()])
  })
})

describe('a change of many that can not go on', () => {
  it('holds up nobody else’s, and is told', async () => {
    const scene = withDatabase()
    const [broken, other] = [{ ...job('running'), id: 'broken' as StatusJobId }, job('running')]
    const ran: StatusJobId[] = []
    const { turn } = runner(scene, other, seconds(0), {
      underWay: async () => [broken, other],
      runSome: async ({ id: which }) => {
        ran.push(which)
        if (which === broken.id) throw new Error('SQLITE_CORRUPT')
        return { isOver: true, changed: [] }
      },
    })
    await expect(turn()).rejects.toMatchObject({ errors: [new Error('SQLITE_CORRUPT')] })
    expect(ran).toEqual([broken.id, other.id])
  })
})
