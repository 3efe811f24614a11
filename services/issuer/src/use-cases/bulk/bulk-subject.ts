import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ApprovalRow } from '../../domain/approval.ts'
import type { BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import type { BulkJob, BulkJobId, BulkRow } from '../../domain/bulk/bulk-job.ts'
import type { ApprovalSubject } from '../../ports/approvals.ts'
import type { BulkJobs, RowsAsked } from '../../ports/bulk.ts'
import type { ShownRow } from './staff-bulk.ts'

interface Ports {
  readonly bulkJobs: Pick<BulkJobs, 'find' | 'typesMade'>
  readonly types: ReadonlyMap<string, CredentialType>
  readonly rowsOf: (authority: string, id: BulkJobId, asked: RowsAsked) => Promise<readonly ShownRow[]>
  readonly delivery: { readonly title: Bilingual; readonly of: (delivery: BulkDelivery) => Bilingual }
  readonly whatBecomes: (row: BulkRow, isOver: boolean) => Bilingual
}

const inBoth = (text: string): Bilingual => ({ en: text, cy: text })

/** What somebody else is asked about a job: how many offers of which types, and where each row can be looked at. */
export const bulkSubject = ({ bulkJobs, types, rowsOf, delivery, whatBecomes }: Ports): ApprovalSubject => ({
  describe: async (authority, subject) => {
    const job = await bulkJobs.find(authority, subject as BulkJobId)
    if (job === null || !job.hasRows || job.state === 'cancelled') return null
    const made = await bulkJobs.typesMade(authority, job.id)
    const rows: readonly ApprovalRow[] = [
      ...made.map(({ typeId, rows: many }) => ({ key: types.get(typeId)?.name ?? inBoth(typeId), value: inBoth(String(many)) })),
      { key: delivery.title, value: delivery.of(job.delivery) },
      { key: { en: 'Rows that make no offer', cy: 'Rhesi nad ydynt yn gwneud cynnig' }, value: inBoth(String(withoutOffer(job))) },
      { key: { en: 'Each offer can be collected for', cy: 'Gellir casglu pob cynnig am' }, value: { en: '28 days', cy: '28 diwrnod' } },
    ]
    return { contentHash: job.contentHash, makers: [job.preparedBy], title: { en: job.counts.create === 1 ? 'Issue 1 credential from a file' : `Issue ${job.counts.create} credentials from a file`, cy: job.counts.create === 1 ? 'Rhoi 1 dystysgrif o ffeil' : `Rhoi ${job.counts.create} o dystysgrifau o ffeil` }, rows, link: `/staff/bulk/${job.id}` }
  },
  rowsOf: async (authority, subject, { after, most }) => {
    const job = await bulkJobs.find(authority, subject as BulkJobId)
    const shown = await rowsOf(authority, subject as BulkJobId, { plan: null, after: /^\d{1,9}$/.test(after) ? Number(after) : 0, most })
    return shown.map(({ row, person }) => ({
      at: String(row.number),
      number: String(row.number),
      type: types.get(row.typeId)?.name ?? inBoth(row.typeId),
      stands: whatBecomes(row, job?.state === 'finished'),
      person: { record: person },
      link: null,
    }))
  },
})

const withoutOffer = ({ counts }: BulkJob): number => counts.duplicate + counts.unchanged + counts.conflict
