import { describe, expect, it } from 'vitest'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { BulkJob, PausedBecause } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { StatusJob } from '@counterfoil/issuer/domain/status-jobs/status-job'
import { bulkAttention } from '@counterfoil/issuer/use-cases/bulk/bulk-attention'
import { unsentInWords } from '@counterfoil/issuer/pages/words/notify/post'
import { messageAttention } from '@counterfoil/issuer/use-cases/notify/message-attention'
import { statusJobAttention } from '@counterfoil/issuer/use-cases/status-jobs/status-job-attention'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { start } from '../issuer-scene.ts'

const now = epochSeconds(start)
const council = { id: 'aldermoor' } as Authority

describe('what needs attention', () => {
  it.each<[PausedBecause, boolean]>([
    ['asked', false],
    ['first_rows', false],
    ['records_away', true],
    ['records_unusable', true],
    ['not_as_approved', true],
    ['failed', true],
  ])('is a file that stands still, urgent where it stopped by itself: %s', async (pausedBecause, isUrgent) => {
    const items = await bulkAttention({ paused: async () => [{ id: 'a-job', pausedBecause } as BulkJob] }).of(council, now)
    expect(items).toMatchObject([{ href: '/staff/bulk/a-job', isUrgent }])
    expect(items[0]?.text.en).not.toBe(items[0]?.text.cy)
  })

  const minutesAgo = (minutes: number) => epochSeconds(start - minutes * 60)
  const jobThat = (is: Partial<StatusJob>): StatusJob => ({ id: 'a-change', authority: 'aldermoor', change: 'revoke', state: 'done', madeAt: minutesAgo(60), appliesAt: minutesAgo(50), doneAt: null, publishedAt: null, undoneWhy: null, ...is }) as StatusJob
  const aboutJob = (job: StatusJob) => statusJobAttention({ underWay: async () => [job], recent: async () => [job] }, seconds(60)).of(council, now)

  it.each<[string, Partial<StatusJob>, RegExp]>([
    ['runs for more than ten minutes', { state: 'running', appliesAt: minutesAgo(11) }, /has not ended/],
    ['is overdue in the list', { doneAt: minutesAgo(13) }, /overdue in the status list/],
    ['was not what was approved', { state: 'undone', undoneWhy: 'not_as_approved' }, /not what was approved/],
    ['was approved by nobody in time', { state: 'undone', undoneWhy: 'expired' }, /nobody approved it in time/],
  ])('is a change of many that %s', async (_what, is, words) => {
    expect(await aboutJob(jobThat(is))).toMatchObject([{ text: { en: expect.stringMatching(words) }, href: '/staff/status/a-change' }])
  })

  it.each<[string, Partial<StatusJob>]>([
    ['began a moment ago', { state: 'running', appliesAt: minutesAgo(1) }],
    ['waits for the next list', { doneAt: minutesAgo(1) }],
    ['is of renewal, which no list tells of', { change: 'renew', doneAt: minutesAgo(60) }],
    ['is another council\'s', { authority: 'brackenfield', state: 'running' }],
    ['was refused, as somebody knows', { state: 'undone', undoneWhy: 'refused' }],
    ['ended long ago', { state: 'undone', undoneWhy: 'expired', madeAt: minutesAgo(4 * 24 * 60) }],
  ])('is no change of many that %s', async (_what, is) => {
    expect(await aboutJob(jobThat(is))).toEqual([])
  })

  it('is a message that was given up, and nothing where none was', async () => {
    expect(await messageAttention({ howManyToSeeTo: async () => 1 }, unsentInWords).of(council, now)).toMatchObject([{ text: { en: '1 message could not be sent', cy: 'Ni ellid anfon 1 neges' }, href: '/staff/messages', isUrgent: true }])
    expect(await messageAttention({ howManyToSeeTo: async () => 0 }, unsentInWords).of(council, now)).toEqual([])
  })
})
