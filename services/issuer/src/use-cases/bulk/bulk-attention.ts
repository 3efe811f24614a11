import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { PausedBecause } from '../../domain/bulk/bulk-job.ts'
import type { Attention, AttentionItem } from '../../ports/attention.ts'
import type { BulkJobs } from '../../ports/bulk.ts'

/** What somebody paused on purpose can wait; what stopped by itself keeps people waiting. */
const texts: Readonly<Record<PausedBecause, Bilingual & { readonly isUrgent: boolean }>> = {
  asked: { en: 'A file of many is paused: let it go on, or cancel the rest', cy: 'Mae ffeil o lawer wedi’i seibio: gadewch iddi fynd ymlaen, neu canslwch y gweddill', isUrgent: false },
  first_rows: { en: 'The first rows of a file are done: check some of them, then let it go on', cy: 'Mae rhesi cyntaf ffeil wedi’u gwneud: gwiriwch rai ohonynt, yna gadewch iddi fynd ymlaen', isUrgent: false },
  records_away: { en: 'A file of many stopped, for the council record could not be reached: let it go on when it can be', cy: 'Stopiodd ffeil o lawer, gan nad oedd modd cyrraedd cofnod y cyngor: gadewch iddi fynd ymlaen pan fydd modd', isUrgent: true },
  records_unusable: { en: 'A file of many stopped, for the council record could not be read: whoever runs the record has to mend it', cy: 'Stopiodd ffeil o lawer, gan nad oedd modd darllen cofnod y cyngor: rhaid i bwy bynnag sy’n rhedeg y cofnod ei drwsio', isUrgent: true },
  not_as_approved: { en: 'A file of many stopped, for it is not what was approved: cancel it, and tell whoever runs this service', cy: 'Stopiodd ffeil o lawer, gan nad dyna a gymeradwywyd: canslwch hi, a dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn', isUrgent: true },
  failed: { en: 'A file of many stopped for a reason that nobody foresaw: tell whoever runs this service', cy: 'Stopiodd ffeil o lawer am reswm nad oedd neb wedi’i ragweld: dywedwch wrth bwy bynnag sy’n rhedeg y gwasanaeth hwn', isUrgent: true },
}

/** Files whose run stands still. */
export const bulkAttention = (jobs: Pick<BulkJobs, 'paused'>): Attention => ({
  permission: 'bulk',
  of: async ({ id }) => (await jobs.paused(id)).map((job) => {
    const { isUrgent, ...text } = texts[job.pausedBecause ?? 'asked']
    return { text, href: `/staff/bulk/${job.id}`, isUrgent }
  }),
})

/** What stopped by itself and isn't staff's to mend, in words for whoever runs the service. */
const forOperators: { readonly [Because in PausedBecause]?: (many: number) => Bilingual } = {
  records_away: (many) => ({ en: `Files of many that stopped, for the council record could not be reached: ${many}`, cy: `Ffeiliau o lawer a stopiodd, gan nad oedd modd cyrraedd cofnod y cyngor: ${many}` }),
  records_unusable: (many) => ({ en: `Files of many that stopped, for the council record could not be read: ${many}`, cy: `Ffeiliau o lawer a stopiodd, gan nad oedd modd darllen cofnod y cyngor: ${many}` }),
  not_as_approved: (many) => ({ en: `Files of many that stopped, for their rows are not what was approved: ${many}`, cy: `Ffeiliau o lawer a stopiodd, gan nad yw eu rhesi yr hyn a gymeradwywyd: ${many}` }),
  failed: (many) => ({ en: `Files of many that stopped for a reason that nobody foresaw, which the service’s own log tells: ${many}`, cy: `Ffeiliau o lawer a stopiodd am reswm nad oedd neb wedi’i ragweld, y mae cofnod y gwasanaeth ei hun yn ei ddweud: ${many}` }),
}

/** The same as counts: operators open no file. */
export const bulkAttentionForOperators = (jobs: Pick<BulkJobs, 'paused'>): Attention => ({
  permission: 'operations',
  of: async ({ id }) => {
    const counts = new Map<PausedBecause, number>()
    for (const { pausedBecause } of await jobs.paused(id)) counts.set(pausedBecause ?? 'asked', (counts.get(pausedBecause ?? 'asked') ?? 0) + 1)
    return [...counts].flatMap(([because, many]): readonly AttentionItem[] => {
      const text = forOperators[because]?.(many)
      return text === undefined ? [] : [{ text, href: null, isUrgent: true }]
    })
  },
})
