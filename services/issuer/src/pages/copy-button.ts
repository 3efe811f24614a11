import { button, html, type Raw } from '@counterfoil/ui/components'

/** Works, and is there, only where scripts run. */
export const copyButton = (words: string, copied: string, source: string): Raw =>
  html`<p class="govuk-body">${button({ text: words, type: 'button', classes: 'govuk-button--secondary govuk-!-margin-bottom-0', attributes: { 'data-copies': source, 'data-copied': copied, 'data-with-script': true, hidden: true } })}</p>`
