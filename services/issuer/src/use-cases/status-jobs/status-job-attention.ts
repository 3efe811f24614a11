import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Attention, AttentionItem } from '../../ports/attention.ts'
import type { StatusJobs } from '../../ports/status-jobs.ts'
import { isOfStatus, type StatusJob } from '../../domain/status-jobs/status-job.ts'

/** Nothing of any size takes so long while all is well. */
const patience = 10 * 60
const rememberedFor = 3 * 86_400

/** In words for whoever runs the service, as counts: operators open no change. */
const forOperators = {
  stuck: (many: number): Bilingual => ({ en: `Changes of many that have not ended ten minutes after they began: ${many}`, cy: `Newidiadau i lawer nad ydynt wedi gorffen ddeng munud ar ôl iddynt ddechrau: ${many}` }),
  unpublished: (many: number): Bilingual => ({ en: `Changes of many that are overdue in the status list, so that forms do not know of them: ${many}`, cy: `Newidiadau i lawer sy’n hwyr yn y rhestr statws, felly ni ŵyr ffurflenni amdanynt: ${many}` }),
}

const texts = {
  stuck: { en: 'A change of many has not ended ten minutes after it began: tell whoever runs this service', cy: 'Nid yw newid i lawer wedi gorffen ddeng munud ar ôl iddo ddechrau: dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn' },
  unpublished: { en: 'A change of many is overdue in the status list, so that forms do not know of it: tell whoever runs this service', cy: 'Mae newid i lawer yn hwyr yn y rhestr statws, felly ni ŵyr ffurflenni amdano: dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn' },
  notAsApproved: { en: 'A change of many ended undone, for it was not what was approved: prepare it again', cy: 'Daeth newid i lawer i ben heb ei wneud, gan nad dyna a gymeradwywyd: paratowch ef eto' },
  expired: { en: 'A change of many ended undone, for nobody approved it in time: prepare it again', cy: 'Daeth newid i lawer i ben heb ei wneud, gan na chymeradwyodd neb ef mewn pryd: paratowch ef eto' },
} as const satisfies Record<string, Bilingual>

type Late = 'stuck' | 'unpublished'

function lateBy(job: StatusJob, every: Seconds, now: EpochSeconds): Late | null {
  if (job.state === 'running') return (job.appliesAt ?? now) + patience < now ? 'stuck' : null
  return job.state === 'done' && isOfStatus(job.change) && (job.doneAt ?? now) + 2 * every + patience < now ? 'unpublished' : null
}

/** Changes of many that wait for the service, not for staff. */
export const statusJobAttentionForOperators = (jobs: Pick<StatusJobs, 'underWay'>, every: Seconds): Attention => ({
  permission: 'operations',
  of: async ({ id }, now) => {
    const late = (await jobs.underWay()).filter(({ authority }) => authority === id).map((job) => lateBy(job, every, now))
    return (['stuck', 'unpublished'] as const).flatMap((why) => {
      const many = late.filter((one) => one === why).length
      return many === 0 ? [] : [{ text: forOperators[why](many), href: null, isUrgent: true }]
    })
  },
})

/** Changes of many that nothing came of, or not yet, though it should have; and so a status list that is overdue. */
export const statusJobAttention = (jobs: Pick<StatusJobs, 'underWay' | 'recent'>, every: Seconds): Attention => ({
  permission: 'status',
  of: async ({ id }, now) => {
    const item = (job: StatusJob, text: Bilingual, isUrgent: boolean): AttentionItem => ({ text, href: `/staff/status/${job.id}`, isUrgent })
    const late = (await jobs.underWay()).filter(({ authority }) => authority === id).flatMap((job) => {
      const why = lateBy(job, every, now)
      return why === null ? [] : [item(job, texts[why], true)]
    })
    const undone = (await jobs.recent(id, 20)).filter(({ undoneWhy, madeAt }) => undoneWhy !== null && madeAt + rememberedFor > now).flatMap((job) => {
      if (job.undoneWhy === 'not_as_approved') return [item(job, texts.notAsApproved, true)]
      return job.undoneWhy === 'expired' ? [item(job, texts.expired, false)] : []
    })
    return [...late, ...undone]
  },
})
