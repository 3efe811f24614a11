import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Attention, AttentionItem } from '../../ports/attention.ts'
import type { StatusJobs } from '../../ports/status-jobs.ts'
import { isOfStatus, type StatusJob } from '../../domain/status-jobs/status-job.ts'

/** Nothing of any size takes so long while all is well. */
const patience = 10 * 60
const rememberedFor = 3 * 86_400

const texts = {
  stuck: { en: 'A change of many has not ended ten minutes after it began: tell whoever runs this service', cy: 'Nid yw newid i lawer wedi gorffen ddeng munud ar ôl iddo ddechrau: dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn' },
  unpublished: { en: 'A change of many is overdue in the status list, so that forms do not know of it: tell whoever runs this service', cy: 'Mae newid i lawer yn hwyr yn y rhestr statws, felly ni ŵyr ffurflenni amdano: dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn' },
  notAsApproved: { en: 'A change of many ended undone, for it was not what was approved: prepare it again', cy: 'Daeth newid i lawer i ben heb ei wneud, gan nad dyna a gymeradwywyd: paratowch ef eto' },
  expired: { en: 'A change of many ended undone, for nobody approved it in time: prepare it again', cy: 'Daeth newid i lawer i ben heb ei wneud, gan na chymeradwyodd neb ef mewn pryd: paratowch ef eto' },
} as const satisfies Record<string, Bilingual>

/** Changes of many that nothing came of, or not yet, though it should have; and so a status list that is overdue. */
export const statusJobAttention = (jobs: Pick<StatusJobs, 'underWay' | 'recent'>, every: Seconds): Attention => ({
  permission: 'status',
  of: async ({ id }, now) => {
    const item = (job: StatusJob, text: Bilingual, isUrgent: boolean): AttentionItem => ({ text, href: `/staff/status/${job.id}`, isUrgent })
    const late = (await jobs.underWay()).filter(({ authority }) => authority === id).flatMap((job) => {
      if (job.state === 'running' && (job.appliesAt ?? now) + patience < now) return [item(job, texts.stuck, true)]
      return job.state === 'done' && isOfStatus(job.change) && (job.doneAt ?? now) + 2 * every + patience < now ? [item(job, texts.unpublished, true)] : []
    })
    const undone = (await jobs.recent(id, 20)).filter(({ undoneWhy, madeAt }) => undoneWhy !== null && madeAt + rememberedFor > now).flatMap((job) => {
      if (job.undoneWhy === 'not_as_approved') return [item(job, texts.notAsApproved, true)]
      return job.undoneWhy === 'expired' ? [item(job, texts.expired, false)] : []
    })
    return [...late, ...undone]
  },
})
