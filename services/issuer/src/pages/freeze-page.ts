import { button, html, insetText, summaryList, warningText } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { FreezeView } from '../use-cases/freeze-by-citizen.ts'
import { citizenPages } from './citizen-page.ts'
import { freezeWords } from './words/freeze.ts'

export interface FreezeModel extends FreezeView {
  readonly language: Language
  readonly csrfToken: string
}

const here = '/collect/freeze'
const { citizenPage, decisions } = citizenPages(here, (language) => freezeWords[language].service)

/** Where a citizen whose device is gone stops what was on it: asked once more, with everything that it is about; then that it is done. */
export function freezePage(model: FreezeModel): string {
  const { outcome, hasRecord, inUse } = model
  if (outcome !== null) return done(model, outcome)
  if (!hasRecord) return nothing(model, 'noRecord')
  return inUse.length === 0 ? nothing(model, 'noneInUse') : question(model)
}

function question(model: FreezeModel): string {
  const { authority, language, inUse } = model
  const words = freezeWords[language]
  const council = authority.name[language]
  const rows = inUse.map(({ type, number }) => ({ key: { text: type.name[language] }, value: { text: String(number) } }))
  return citizenPage(model, words.title, html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body-l">${words.lead(council)}</p>${summaryList({ rows })}
${warningText({ text: words.warning, iconFallbackText: words.warningIcon })}<p class="govuk-body">${words.after(council)}</p>${decisions(model, [
    button({ text: words.freeze, id: 'freeze', name: 'decision', value: 'freeze', classes: 'govuk-button--warning', preventDoubleClick: true }),
    button({ text: words.cancel, id: 'cancel', name: 'decision', value: 'cancel', classes: 'govuk-button--secondary' }),
  ])}`)
}

function done(model: FreezeModel, outcome: number | 'cancelled'): string {
  const { authority, language } = model
  const words = freezeWords[language]
  const said = outcome === 'cancelled' ? words.cancelled : outcome === 0 ? words.nothingDone : words.done
  return citizenPage(model, said.title, html`<h1 class="govuk-heading-l">${said.title}</h1><p class="govuk-body">${said.body(authority.name[language])}</p>${insetText({ text: said.next })}`)
}

function nothing(model: FreezeModel, why: 'noRecord' | 'noneInUse'): string {
  const { authority, language, hasWallet } = model
  const words = freezeWords[language]
  const said = words[why]
  // Who was collecting for the first time when the device went has nothing in use yet.
  const stop = why === 'noneInUse' ? [button({ text: words.stop, id: 'freeze', name: 'decision', value: 'freeze', classes: 'govuk-button--warning', preventDoubleClick: true })] : []
  const back = hasWallet ? [button({ text: words.back, id: 'cancel', name: 'decision', value: 'cancel', classes: stop.length === 0 ? '' : 'govuk-button--secondary' })] : []
  const begun = stop.length === 0 ? false : html`<p class="govuk-body">${words.begun}</p>`
  return citizenPage(model, said.title, html`<h1 class="govuk-heading-l">${said.title}</h1><p class="govuk-body">${said.body(authority.name[language])}</p>${begun}${stop.length + back.length === 0 ? false : decisions(model, [...stop, ...back])}`)
}
