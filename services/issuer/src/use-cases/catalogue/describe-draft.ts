import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ApprovalRow } from '../../domain/approval.ts'
import type { Difference } from '../../domain/catalogue/differences.ts'
import type { CatalogueDrafts, DraftId } from '../../ports/catalogue.ts'
import type { ApprovalSubject } from '../../ports/approvals.ts'
import type { LiveCatalogue } from './live-catalogue.ts'
import { planEdition } from './plan-edition.ts'

interface Ports {
  readonly drafts: Pick<CatalogueDrafts, 'find'>
  readonly live: LiveCatalogue
  readonly furtherProblems: (type: CredentialType) => readonly string[]
}

const same = (text: string): Bilingual => ({ en: text, cy: text })
const nothing: Bilingual = { en: 'not there', cy: 'ddim yno' }

/** A row for each member that changes, with what it was. */
export const rowsOfDifferences = (differences: readonly Difference[]): readonly ApprovalRow[] =>
  differences.map(({ path, was, is }) => ({ key: same(path), value: is === null ? nothing : same(is), was: was === null ? nothing : same(was) }))

/** What whoever approves a type is shown: each member that changes, and what it was. */
export const typeSubject = ({ drafts, live, furtherProblems }: Ports): ApprovalSubject => ({
  describe: async (authority, subject) => {
    const draft = await drafts.find(authority, subject as DraftId)
    if (draft === null) return null
    const plan = planEdition(live, draft, furtherProblems)
    if (plan.type === null || plan.edition === null || plan.isOvertaken) return null
    const { version, edition } = plan.edition
    const { name } = plan.type
    return {
      contentHash: plan.contentHash,
      makers: draft.editors.map((editor) => `staff:${editor}`),
      title: { en: `Publish ${name.en}, version ${version}, edition ${edition}`, cy: `Cyhoeddi ${name.cy}, fersiwn ${version}, argraffiad ${edition}` },
      rows: [
        ...(plan.needsAccreditation ? [{ key: { en: 'Issued', cy: 'Ei roi' }, value: { en: 'Once the network has accredited every council here for this version', cy: 'Unwaith y bydd y rhwydwaith wedi achredu pob cyngor yma ar gyfer y fersiwn hwn' } }] : []),
        ...rowsOfDifferences(plan.differences),
      ],
      link: `/staff/catalogue/review/${draft.id}`,
    }
  },
})
