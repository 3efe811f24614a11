import { html } from '@counterfoil/ui/components'
import type { ShownTypeDraft } from '../../use-cases/catalogue/catalogue-desk.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { cardPreview } from './card-preview.ts'
import { differencesTable, editionInWords } from './edition-words.ts'

/** All of a draft for whoever has to approve it, and nothing to press. */
export function reviewPage(view: StaffView, { draft, plan, newest }: ShownTypeDraft): string {
  const words = catalogueWords[view.language]
  const title = words.review.title(newest.type.name[view.language])
  return staffPage(view, {
    title,
    section: 'catalogue',
    content: html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${words.review.lead}</p>${plan.edition !== null && html`<p class="govuk-body">${words.draft.becomes(editionInWords(plan.edition, view.language))} ${plan.needsAccreditation ? words.draft.needsAccreditation : words.draft.withinVersion}</p>`}
<h2 class="govuk-heading-m">${words.draft.differences}</h2>${differencesTable(plan.differences, view.language)}
<h2 class="govuk-heading-m">${words.draft.preview}</h2>${plan.type === null ? html`<p class="govuk-body">${words.card.broken}</p>` : cardPreview(view, plan.type, `/staff/catalogue/review/${draft.id}`)}`,
  })
}
