import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Activity } from '@counterfoil/wallet/domain/activity'
import { everyActivity, findActivities, namesIn, type WantedActivities } from '@counterfoil/wallet/domain/find-activities'
import { localDay } from '@counterfoil/wallet/domain/local-day'
import { makeActivity } from '../support/held.ts'

const day = 86_400
/** Noon, so that it is the same day anywhere near. */
const noon = Date.parse('2026-05-10T12:00:00Z') / 1000
const council = { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }
const entry = (id: string, changes: Partial<Activity>): Activity => ({ ...makeActivity(noon), id, ...changes })
const all = [entry('shared', { who: council }), entry('declined', { kind: 'declined', at: noon + day }), entry('collected', { kind: 'received', who: council, at: noon + 2 * day })]
const named = [...namesIn(all).keys()]

afterEach(() => vi.unstubAllEnvs())

describe('finding entries of a record', () => {
  it.each<[string, Partial<WantedActivities>, readonly string[]]>([
    ['nothing', {}, ['shared', 'declined', 'collected']],
    ['a kind', { kind: 'declined' }, ['declined']],
    ['somebody', { who: named[0] ?? null }, ['shared', 'collected']],
    ['somebody who is in none', { who: 'nobody' }, []],
    ['a first day', { from: '2026-05-11' }, ['declined', 'collected']],
    ['a last day', { to: '2026-05-11' }, ['shared', 'declined']],
    ['one day', { from: '2026-05-11', to: '2026-05-11' }, ['declined']],
    ['days the wrong way round', { from: '2026-05-12', to: '2026-05-11' }, ['declined', 'collected']],
    ['all of these', { kind: 'received', who: named[0] ?? null, from: '2026-05-12', to: '2026-06-01' }, ['collected']],
  ])('by %s', (_what, wanted, expected) => expect(findActivities(all, { ...everyActivity, ...wanted }).map(({ id }) => id)).toEqual(expected))

  it('names everybody once, who is told apart by both languages', () => {
    expect([...namesIn([...all, entry('other', { who: { ...council, cy: 'Arall' } })]).values()].map(({ cy }) => cy)).toEqual([council.cy, 'Aldermoor', 'Arall'])
  })

  it('goes by the day where the citizen is', () => {
    const beforeMidnight = Date.parse('2026-05-10T23:30:00Z') / 1000
    vi.stubEnv('TZ', 'UTC')
    expect(localDay(beforeMidnight)).toBe('2026-05-10')
    vi.stubEnv('TZ', 'Europe/London')
    expect(localDay(beforeMidnight)).toBe('2026-05-11')
  })
})
