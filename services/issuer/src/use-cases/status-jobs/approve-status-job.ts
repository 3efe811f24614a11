import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { StatusJobId } from '../../domain/status-jobs/status-job.ts'
import type { Telling } from '../../domain/status-jobs/telling.ts'
import type { ApprovalSubject } from '../../ports/approvals.ts'
import type { CredentialOfJob } from '../../ports/status-jobs.ts'
import { changeableBy, contentHashOf, type StatusJobDeskPorts } from './status-job-desk.ts'

type Ports = Pick<StatusJobDeskPorts, 'clock' | 'jobs' | 'configurations' | 'sha256'>

/** How a change is told to whoever has to approve it. */
export interface JobInWords {
  readonly title: (change: string) => Bilingual
  readonly rows: Readonly<Record<'many' | 'toChange' | 'types' | 'reason', Bilingual>>
  readonly telling: { readonly title: Bilingual; readonly of: (telling: Telling) => Bilingual }
  readonly reason: (change: string, reason: string) => Bilingual
  readonly standing: (credential: CredentialOfJob, now: EpochSeconds) => Bilingual
}

const nameOfType = ({ configurations }: Ports, id: string): Bilingual => configurations.get(id)?.type.name ?? { en: id, cy: id }

/** What a second person is shown of a change of many: exactly what will be done. */
export const statusJobSubject = (ports: Ports, words: JobInWords): ApprovalSubject => ({
  describe: async (authority, subject) => {
    const job = await ports.jobs.find(authority, subject as StatusJobId)
    if (job === null || job.reason === null || job.state === 'undone') return null
    const [contentHash, plan, types] = await Promise.all([contentHashOf(ports, job), ports.jobs.plan(job, changeableBy(ports.configurations, job.change), ports.clock.now()), ports.jobs.typesOf(job.id)])
    const named = types.map(({ configurationId, many }) => ({ name: nameOfType(ports, configurationId), many }))
    const plainly = (value: string | number): Bilingual => ({ en: String(value), cy: String(value) })
    const inBoth = (text: (language: 'en' | 'cy') => string): Bilingual => ({ en: text('en'), cy: text('cy') })
    return {
      contentHash,
      makers: job.confirmedBy === null ? [job.madeBy] : [job.madeBy, job.confirmedBy],
      title: words.title(job.change),
      rows: [
        { key: words.rows.reason, value: words.reason(job.change, job.reason) },
        { key: words.telling.title, value: words.telling.of(job.telling) },
        { key: words.rows.types, value: inBoth((language) => named.map(({ name, many }) => `${name[language]} (${many})`).join(', ')) },
        { key: words.rows.many, value: plainly(job.many) },
        { key: words.rows.toChange, value: plainly(plan.toChange) },
      ],
      link: `/staff/status/${job.id}`,
    }
  },
  rowsOf: async (authority, subject, asked) => {
    const job = await ports.jobs.find(authority, subject as StatusJobId)
    const credentials = job === null ? [] : await ports.jobs.credentialsOf(job.id, asked)
    return credentials.map((one) => ({
      at: one.id,
      number: one.id,
      type: nameOfType(ports, one.configurationId),
      stands: words.standing(one, ports.clock.now()),
      person: null,
      link: `/staff/credentials/${one.id}`,
    }))
  },
})
