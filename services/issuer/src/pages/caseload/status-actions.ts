import { button, html, type Raw } from '@counterfoil/ui/components'
import { jobChanges } from '../../domain/status-jobs/status-job.ts'
import { csrfField, type StaffView } from '../staff-page.ts'
import { statusJobWords } from '../words/status-jobs.ts'

/** What can be done with those that are selected: each button asks again before anything happens. */
export function statusActions(view: StaffView, address: string): Raw {
  const words = statusJobWords[view.language].actions
  return html`${csrfField(view)}<input type="hidden" name="filter" value="${address}"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${words.legend}</legend>
<div class="govuk-form-group"><div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="all" name="all" type="checkbox" value="yes"><label class="govuk-label govuk-checkboxes__label" for="all">${words.all}</label></div></div></div>
<div class="govuk-button-group">${jobChanges.map((change) => button({ text: words[change], name: 'change', value: change, classes: 'govuk-button--secondary' }))}</div></fieldset>
<p class="govuk-body"><a class="govuk-link" href="/staff/status/references">${words.paste}</a></p><p class="govuk-body"><a class="govuk-link" href="/staff/status">${words.recent}</a></p>`
}
