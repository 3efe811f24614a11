import { describe, expect, it } from 'vitest'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { bulkDeliveries, type BulkDelivery } from '@counterfoil/issuer/domain/bulk/bulk-delivery'
import type { BulkRow } from '@counterfoil/issuer/domain/bulk/bulk-job'
import { paceOf } from '@counterfoil/issuer/domain/bulk/bulk-pace'
import type { RunningJob } from '@counterfoil/issuer/ports/bulk'
import { runBulk, type BulkRunner, type RunningBulkPorts } from '@counterfoil/issuer/use-cases/bulk/run-bulk'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

const byLetter: readonly BulkDelivery[] = ['letter_email', 'letter_file']

/** A job of 300 rows whose people are all gone; told to stop while it prepares one of them, where that is asked for. */
async function ran(delivery: BulkDelivery, stopAt = Infinity) {
  const job = { id: 'job', authority: 'aldermoor', contentHash: 'as approved', delivery } as unknown as RunningJob
  const left = Array.from({ length: 300 }, (_, number): BulkRow => ({ number, person: `person-${number}`, typeId: 'residency', offer: null }) as unknown as BulkRow)
  const committed: number[] = []
  const asked: number[] = []
  let [looked, isOver] = [0, false]
  const types = {
    get: () => {
      looked += 1
      if (looked === stopAt) void runner.stop()
    },
  }
  const ports = {
    clock: { now: () => epochSeconds(1) },
    records: { people: async (_authority: string, people: readonly string[]) => (asked.push(people.length), new Map()) },
    types,
    authorities: new Map([['aldermoor', { id: 'aldermoor' } as Authority]]),
    bulkSeals: { contentHash: () => 'as approved' },
    bulkApprovals: { of: async () => ({ wasApproved: true }) },
    notifier: { wake: () => {} },
    rowsPerSecond: 1_000_000,
    onBulkFault: (error: unknown) => expect.fail(String(error)),
    bulkRuns: {
      next: async () => (isOver ? [] : [job]),
      everyRow: async () => [],
      todo: async (_job: unknown, most: number) => left.slice(0, most),
      commit: async (_job: unknown, rows: readonly unknown[]) => void (left.splice(0, rows.length), committed.push(rows.length)),
      finish: async () => void (isOver = true),
    },
  } as unknown as RunningBulkPorts
  const runner: BulkRunner = runBulk(ports)
  runner.wake()
  await runner.idle()
  return { committed, asked, looked, left: left.length }
}

/** Jobs of several authorities, of so many units each, in a runner of their own: whose unit was done when. `onLook`: what happens while it looks what there is to run. */
async function ranInTurn(jobs: Map<string, number>, onLook: (looks: number, wake: () => void) => void = () => {}) {
  const done: string[] = []
  let looks = 0
  const jobOf = (id: string) => ({ id, authority: id, contentHash: 'as approved', delivery: 'files' }) as unknown as RunningJob
  const row = { number: 1, person: 'a person', typeId: 'residency', offer: null } as unknown as BulkRow
  const ports = {
    clock: { now: () => epochSeconds(1) },
    records: { people: async () => new Map() },
    types: new Map(),
    authorities: { get: (id: string) => ({ id }) },
    bulkSeals: { contentHash: () => 'as approved' },
    bulkApprovals: { of: async () => ({ wasApproved: true }) },
    notifier: { wake: () => {} },
    rowsPerSecond: 1_000_000,
    onBulkFault: (error: unknown) => expect.fail(String(error)),
    bulkRuns: {
      next: async () => {
        const there = [...jobs.keys()].map(jobOf)
        looks += 1
        // It has read by now.
        await Promise.resolve()
        onLook(looks, runner.wake)
        return there
      },
      everyRow: async () => [],
      todo: async ({ id }: RunningJob) => ((jobs.get(id) ?? 0) > 0 ? [row] : []),
      commit: async ({ id }: RunningJob) => void (jobs.set(id, (jobs.get(id) ?? 0) - 1), done.push(id)),
      finish: async ({ id }: RunningJob) => void jobs.delete(id),
    },
  } as unknown as RunningBulkPorts
  const runner = runBulk(ports)
  runner.wake()
  await runner.idle()
  return done
}

describe('jobs of several authorities', () => {
  it('are done unit by unit in turn: a short one is done when it has had as many turns as it needs, however long another one is', async () => {
    expect(await ranInTurn(new Map([['aldermoor', 5], ['brackenfield', 2], ['calderholt', 1]]))).toEqual(['aldermoor', 'brackenfield', 'calderholt', 'aldermoor', 'brackenfield', 'aldermoor', 'aldermoor', 'aldermoor'])
  })

  it('are none that nobody begins: what is started while the runner finds nothing to do is done', async () => {
    const jobs = new Map<string, number>()
    const startsMeanwhile = (looks: number, wake: () => void): void => {
      if (looks > 1) return
      jobs.set('aldermoor', 1)
      wake()
    }
    expect(await ranInTurn(jobs, startsMeanwhile)).toEqual(['aldermoor'])
  })
})

describe('the pace of a job of many', () => {
  it.each(bulkDeliveries)('is of small units where codes to type are made, which takes long, and of large ones elsewhere, and the record is asked for nobody beyond a unit: %s', async (delivery) => {
    const together = byLetter.includes(delivery) ? 5 : 100
    const units = Array.from({ length: 300 / together }, () => together)
    expect(await ran(delivery)).toEqual({ committed: units, asked: units, looked: 300, left: 0 })
  })

  it.each(bulkDeliveries)('ends with the row that is under way when the process is told to stop, and keeps what was prepared: %s', async (delivery) => {
    const together = byLetter.includes(delivery) ? 5 : 100
    expect(await ran(delivery, together + 3)).toMatchObject({ committed: [together, 3], looked: together + 3, left: 297 - together })
  })

  it.each(bulkDeliveries)('keeps to so many rows a second, and with codes to type rests as long as it worked: %s', (delivery) => {
    const isTyped = byLetter.includes(delivery)
    const { restAfter } = paceOf(delivery, 500)
    expect([restAfter(5, 1), restAfter(5, 2000)]).toEqual([9, isTyped ? 2000 : 0])
  })

  it('is never less than one row', () => {
    expect(paceOf('files', 1).together).toBe(1)
  })
})
