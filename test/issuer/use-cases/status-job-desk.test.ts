import { mostInJob } from '@counterfoil/issuer/domain/status-jobs/status-job'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { ReferenceMeant } from '@counterfoil/issuer/ports/caseload'
import type { StatusJobs, StatusJobToPrepare } from '@counterfoil/issuer/ports/status-jobs'
import { statusJobDesk } from '@counterfoil/issuer/use-cases/status-jobs/status-job-desk'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { describe, expect, it } from 'vitest'
import { staffOf } from '../issuer-scene.ts'

describe('a list of references', () => {
  it.each([
    ['as many credentials as can be changed at once', mostInJob, 1],
    ['one more than that', mostInJob + 1, 0],
  ])('that means %s is prepared so often', async (_, many, often) => {
    const prepared: StatusJobToPrepare[] = []
    const found = Array.from({ length: many }, (__, place) => String(place) as CounterfoilId)
    const desk = statusJobDesk({
      clock: fixedClock(1_764_000_000),
      random: cryptoRandom,
      jobs: { prepare: async (job) => void prepared.push(job) } as Partial<StatusJobs> as StatusJobs,
      counterfoils: { find: async () => null, noteRefused: async () => {} },
      referenced: { find: async () => [found] },
      meantBy: () => ({}) as ReferenceMeant,
      configurations: new Map(),
      secondPerson: { ask: async () => {}, of: async () => null },
      sha256: sha256Base64Url,
      undoFor: seconds(0),
      fourEyesAbove: 25,
      fourEyesWithin: seconds(0),
      tellings: { personsOf: async () => [], outcome: async () => ({ unreachable: 0, gone: 0, overtaken: 0, messages: [] }), again: async () => 0 },
      records: { people: async () => new Map() },
      notifier: { channelsOf: () => new Set(), wake: () => {} },
      approverOf: ({ subject }) => ({ subject, person: subject }),
    })
    const job = await desk.prepareReferenced({ id: 'aldermoor' } as Authority, staffOf('aldermoor'), 'revoke', { references: new Map([[1, 'AL-0001']]), typeId: null })
    expect([prepared.map(({ ids }) => ids.length), job === null]).toEqual([Array.from({ length: often }, () => many), often === 0])
  })
})
