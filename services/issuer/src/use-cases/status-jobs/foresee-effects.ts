import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Authority } from '../../domain/authority.ts'
import type { RegisteredForms, StatusJobs } from '../../ports/status-jobs.ts'
import { listTtl } from '../sign-list.ts'

interface Ports {
  readonly jobs: Pick<StatusJobs, 'recent'>
  readonly forms: RegisteredForms
  readonly vctsOf: (type: CredentialType) => readonly string[]
  /** From one tick of the publishing clock to the next. */
  readonly every: Seconds
}

/** How many changes back the last measured one is looked for. */
const lookedBack = 20

/** What is known beforehand of what a change of these types does. */
export const foreseeEffects =
  ({ jobs, forms, vctsOf, every }: Ports) =>
  async (types: readonly CredentialType[], authority: Authority) => {
    const [recent, asking] = await Promise.all([jobs.recent(authority.id, lookedBack), forms.askingFor([...new Set(types.flatMap(vctsOf))])])
    const last = recent.find(({ change, publishedAt, doneAt }) => change !== 'renew' && publishedAt !== null && doneAt !== null)
    const lastMeasured = last?.publishedAt == null || last.doneAt === null ? null : seconds(last.publishedAt - last.doneAt)
    return { publishedWithin: every, listTtl, lastMeasured, forms: asking }
  }

export type ChangeEffectsOf = ReturnType<typeof foreseeEffects>
