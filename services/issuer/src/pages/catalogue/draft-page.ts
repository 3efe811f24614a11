import { html, insetText, type Raw } from '@counterfoil/ui/components'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { typeEditor } from '../../domain/catalogue/type-editor.ts'
import type { ShownTypeDraft } from '../../use-cases/catalogue/catalogue-desk.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { cardPreview } from './card-preview.ts'
import { approvalBanner, askForm, discardForm, findingsSummary, sectionList, type EditedAt } from './draft-parts.ts'
import { differencesTable, editionInWords } from './edition-words.ts'
import { typeWords } from './type-words.ts'

export interface DraftPageModel {
  readonly shown: ShownTypeDraft
  readonly mayPublish: boolean
  readonly now: EpochSeconds
  /** Whether approval was asked from a page that was opened before the last change: then nothing was asked. */
  readonly isStale: boolean
}

/** A draft: all that is wrong with it, its parts, how it looks, what is different, and the way to have it approved. */
export function draftPage(view: StaffView, { shown, mayPublish, now, isStale }: DraftPageModel): string {
  const words = catalogueWords[view.language]
  const { draft, plan, newest } = shown
  const at = `/staff/catalogue/drafts/${draft.id}`
  const edited: EditedAt = { editor: typeEditor, words: typeWords, at }
  const title = words.draft.title(newest.type.name[view.language])
  return staffPage(view, {
    title,
    section: 'catalogue',
    back: { href: `/staff/catalogue/types/${draft.name}` },
    hasError: shown.findings.length > 0,
    content: html`${findingsSummary(view, shown, edited)}<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${words.draft.revision(draft.revision)}</p>${isStale && insetText({ text: words.draft.staleAsk })}${approvalBanner(view, shown, now)}${plan.isOvertaken && insetText({ text: words.draft.overtaken })}
<h2 class="govuk-heading-m">${words.draft.sections}</h2>${sectionList(view, shown, edited)}
<h2 class="govuk-heading-m">${words.draft.preview}</h2>${plan.type === null ? html`<p class="govuk-body">${words.card.broken}</p>` : cardPreview(view, plan.type, at)}
<h2 class="govuk-heading-m">${words.draft.differences}</h2>${differencesTable(plan.differences, view.language)}
${mayPublish ? publishSection(view, shown, now, at) : insetText({ text: words.notKeeper })}
${discardForm(view, at)}`,
  })
}

function publishSection(view: StaffView, shown: ShownTypeDraft, now: EpochSeconds, at: string): Raw | false {
  const words = catalogueWords[view.language]
  const { type, edition, isOvertaken, differences, needsAccreditation } = shown.plan
  if (type === null || edition === null || isOvertaken || differences.length === 0) return false
  return html`<p class="govuk-body" id="becomes">${words.draft.becomes(editionInWords(edition, view.language))} ${needsAccreditation ? words.draft.needsAccreditation : words.draft.withinVersion}</p>
${askForm(view, shown, now, at)}`
}
