import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { CatalogueDrafts, DraftId, ReadForm } from '../../ports/catalogue.ts'
import type { ApprovalSubject } from '../../ports/approvals.ts'
import { rowsOfDifferences } from './describe-draft.ts'
import { newestVersionOf, type LiveForms } from './live-forms.ts'
import { planForm } from './plan-form.ts'

interface Ports {
  readonly drafts: Pick<CatalogueDrafts, 'find'>
  readonly forms: LiveForms
  readonly read: ReadForm
}

/** What whoever approves a form is shown: each member that changes, and what it was. */
export const formSubject = ({ drafts, forms, read }: Ports): ApprovalSubject => ({
  describe: async (authority, subject) => {
    const draft = await drafts.find(authority, subject as DraftId)
    if (draft === null) return null
    const { problems, isOvertaken, profile, form, version, withdraws, differences, contentHash } = planForm(forms, draft, read)
    if (problems.length > 0 || isOvertaken) return null
    const title: Bilingual = (profile ?? (form === null ? null : newestVersionOf(form)?.profile))?.title ?? { en: draft.name, cy: draft.name }
    return {
      contentHash,
      makers: draft.editors.map((editor) => `staff:${editor}`),
      title: withdraws ? { en: `Withdraw the form “${title.en}”`, cy: `Tynnu’r ffurflen “${title.cy}” yn ôl` } : { en: `Publish the form “${title.en}”, version ${version}`, cy: `Cyhoeddi’r ffurflen “${title.cy}”, fersiwn ${version}` },
      rows: rowsOfDifferences(differences),
      link: `/staff/catalogue/form-review/${draft.id}`,
    }
  },
})
