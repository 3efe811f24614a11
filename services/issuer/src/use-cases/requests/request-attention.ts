import { dayInLondon } from '../../domain/calendar-day.ts'
import { dueOf } from '../../domain/requests/data-request.ts'
import { clockStateOf, type ClockState } from '../../domain/requests/statutory-clock.ts'
import type { Attention } from '../../ports/attention.ts'
import type { DataRequests } from '../../ports/data-requests.ts'

const texts = {
  late: { en: 'A request of a citizen is late', cy: 'Mae cais gan ddinesydd yn hwyr' },
  near: { en: 'A request of a citizen is due within a week', cy: 'Mae cais gan ddinesydd i’w ateb o fewn wythnos' },
} as const satisfies Record<Exclude<ClockState, 'in_time'>, unknown>

/** Requests whose time is over, or nearly. */
export const requestAttention = (requests: Pick<DataRequests, 'open'>): Attention => ({
  permission: 'requests',
  of: async ({ id }, now) =>
    (await requests.open(id)).flatMap((request) => {
      const clock = clockStateOf(dueOf(request), dayInLondon(now))
      return clock === 'in_time' ? [] : [{ text: texts[clock], href: `/staff/requests/${request.id}`, isUrgent: clock === 'late' }]
    }),
})
