import { html, insetText, type Content, type Raw } from '@counterfoil/ui/components'
import type { FindType } from '@counterfoil/shared/form-profile/form-profile'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Editor } from '../../domain/catalogue/findings.ts'
import { typeNamed } from '../../domain/catalogue/form-fields.ts'
import type { AskedType } from '../../use-cases/catalogue/form-desk.ts'
import type { ShownDraft } from '../../use-cases/catalogue/draft-desk.ts'
import { newestVersionOf } from '../../use-cases/catalogue/live-forms.ts'
import type { PlannedForm } from '../../use-cases/catalogue/plan-form.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { formEditorWords } from '../words/catalogue/form-editor.ts'
import { formWords } from '../words/catalogue/forms.ts'
import { consentPreview } from './consent-preview.ts'
import { approvalBanner, askForm, discardForm, findingsSummary, sectionList, type EditedAt } from './draft-parts.ts'
import { differencesTable } from './edition-words.ts'
import { accreditationBanner, accreditationState, awaitedState } from './form-page.ts'
import { formWordsOf } from './form-words.ts'
import { sectionPage, type EditedSection } from './section-page.ts'

export interface FormDraftModel {
  readonly shown: ShownDraft<PlannedForm>
  readonly title: string
  readonly asked: readonly AskedType[]
  readonly editor: Editor
  readonly find: FindType
  readonly now: EpochSeconds
  /** Whether approval was asked from a page that was opened before the last change: then nothing was asked. */
  readonly isStale: boolean
}

const addressOf = ({ draft }: Pick<ShownDraft<PlannedForm>, 'draft'>): string => `/staff/catalogue/form-drafts/${draft.id}`

/** A draft of a form: all that is wrong with it, its parts, how citizens are asked, what is different, and the way to have it approved. */
export function formDraftPage(view: StaffView, { shown, title: name, asked, editor, find, now, isStale }: FormDraftModel): string {
  const words = catalogueWords[view.language].draft
  const { draft, plan } = shown
  const at = addressOf(shown)
  const edited: EditedAt = { editor, words: formWordsOf(draft.content, typeNamed(find)), at }
  const title = plan.withdraws ? formWords[view.language].withdrawal.draft(name) : words.title(name)
  return staffPage(view, {
    title,
    section: 'catalogue',
    back: { href: plan.form === null ? '/staff/catalogue/forms' : `/staff/catalogue/forms/${draft.name}` },
    hasError: shown.findings.length > 0,
    content: html`${findingsSummary(view, shown, edited)}<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${words.revision(draft.revision)}</p>${isStale && insetText({ text: words.staleAsk })}${approvalBanner(view, shown, now)}${plan.isOvertaken && insetText({ text: words.overtaken })}
${plan.withdraws ? html`<p class="govuk-body">${formWords[view.language].withdrawal.means}</p>` : html`<h2 class="govuk-heading-m">${words.sections}</h2>${sectionList(view, shown, edited)}`}
${whatItAsks(view, { plan, asked, find })}
${publishSection(view, shown, now, at)}
${discardForm(view, at)}`,
  })
}

/** How citizens would be asked, whether the authority may, and what is different: of a withdrawal that would be each line of the form. */
function whatItAsks(view: StaffView, { plan, asked, find }: Pick<FormDraftModel, 'asked' | 'find'> & { readonly plan: PlannedForm }): Raw {
  const words = formWords[view.language]
  const profile = plan.withdraws ? (plan.form === null ? null : newestVersionOf(plan.form)?.profile) : plan.profile
  const preview: Content = profile == null ? html`<p class="govuk-body">${words.preview.broken}</p>` : consentPreview(view, profile, find)
  return html`${!plan.withdraws && profile != null && html`${accreditationBanner(view, asked)}${awaitedState(view, asked)}${accreditationState(view, asked)}`}<h2 class="govuk-heading-m">${words.preview.title}</h2>${preview}
${!(plan.withdraws && plan.differences.length > 0) && html`<h2 class="govuk-heading-m">${catalogueWords[view.language].draft.differences}</h2>${differencesTable(plan.differences, view.language)}`}`
}

function publishSection(view: StaffView, shown: ShownDraft<PlannedForm>, now: EpochSeconds, at: string): Raw | false {
  const { problems, isOvertaken, differences, withdraws, version } = shown.plan
  const words = formWords[view.language]
  if (problems.length > 0 || isOvertaken || differences.length === 0) return false
  return html`<p class="govuk-body" id="becomes">${withdraws ? words.withdrawal.becomes : words.becomes(version)}</p>${askForm(view, shown, now, at)}`
}

/** One part of a form's draft. */
export const formSectionPage = (view: StaffView, { editor, find, ...edited }: EditedSection & Pick<FormDraftModel, 'editor' | 'find'>): string =>
  sectionPage(view, { ...edited, editor, words: formWordsOf(edited.content, typeNamed(find)), at: addressOf(edited), jsonHint: formEditorWords[view.language].hints.json })

/** All of a draft for whoever has to approve it, and nothing to press. */
export function formReviewPage(view: StaffView, { shown, title: name, asked, find }: Pick<FormDraftModel, 'shown' | 'title' | 'asked' | 'find'>): string {
  const words = catalogueWords[view.language].review
  const { withdraws, version } = shown.plan
  const title = words.title(name)
  return staffPage(view, {
    title,
    section: 'approvals',
    content: html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${words.lead}</p><p class="govuk-body" id="becomes">${withdraws ? formWords[view.language].withdrawal.becomes : formWords[view.language].becomes(version)}</p>
${whatItAsks(view, { plan: shown.plan, asked, find })}`,
  })
}
