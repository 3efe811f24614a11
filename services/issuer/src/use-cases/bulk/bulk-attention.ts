import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { PausedBecause } from '../../domain/bulk/bulk-job.ts'
import type { Attention } from '../../ports/attention.ts'
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
