import { describe, expect, it } from 'vitest'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { BulkJob, PausedBecause } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { StatusJob } from '@counterfoil/issuer/domain/status-jobs/status-job'
import { bulkAttention, bulkAttentionForOperators } from '@counterfoil/issuer/use-cases/bulk/bulk-attention'
import { unsentInWords } from '@counterfoil/issuer/pages/words/notify/post'
import { messageAttention, messageAttentionForOperators } from '@counterfoil/issuer/use-cases/notify/message-attention'
import { statusJobAttention, statusJobAttentionForOperators } from '@counterfoil/issuer/use-cases/status-jobs/status-job-attention'
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

  describe('of whoever runs the service, who is named in it', () => {
    const counts = { permission: 'operations' }
    const english = (items: readonly { readonly text: { readonly en: string; readonly cy: string }; readonly href: string | null; readonly isUrgent: boolean }[]): readonly string[] => {
      for (const { text, href, isUrgent } of items) expect([href, isUrgent, text.en === text.cy, text.en.includes('tell whoever')]).toEqual([null, true, false, false])
      return items.map(({ text }) => text.en)
    }

    it('is how many files stopped by themselves, by why, and none that somebody paused', async () => {
      const paused = (['failed', 'asked', 'records_away', 'failed', 'first_rows', 'records_unusable', 'not_as_approved'] as const).map((pausedBecause) => ({ pausedBecause }) as BulkJob)
      const attention = bulkAttentionForOperators({ paused: async () => paused })
      expect(attention).toMatchObject(counts)
      expect(english(await attention.of(council, now)).map((text) => text.replace(/^Files of many that stopped,? for /, ''))).toEqual(['a reason that nobody foresaw, which the service’s own log tells: 2', 'the council record could not be reached: 1', 'the council record could not be read: 1', 'their rows are not what was approved: 1'])
      expect(await bulkAttentionForOperators({ paused: async () => [{ pausedBecause: 'asked' } as BulkJob] }).of(council, now)).toEqual([])
    })

    it('is how many changes of many are late, of this authority', async () => {
      const jobs = [jobThat({ state: 'running', appliesAt: minutesAgo(11) }), jobThat({ state: 'running', appliesAt: minutesAgo(12) }), jobThat({ doneAt: minutesAgo(13) }), jobThat({ doneAt: minutesAgo(1) }), jobThat({ authority: 'brackenfield', state: 'running', appliesAt: minutesAgo(12) })]
      const attention = statusJobAttentionForOperators({ underWay: async () => jobs }, seconds(60))
      expect(attention).toMatchObject(counts)
      expect(english(await attention.of(council, now))).toEqual(['Changes of many that have not ended ten minutes after they began: 2', 'Changes of many that are overdue in the status list, so that forms do not know of them: 1'])
    })

    it('is how many messages were given up', async () => {
      const attention = messageAttentionForOperators({ howManyToSeeTo: async () => 3 }, unsentInWords)
      expect(attention).toMatchObject(counts)
      expect(english(await attention.of(council, now))).toEqual(['3 messages could not be sent'])
    })
  })
})
