import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import { html, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { JobChange } from '../../domain/status-jobs/status-job.ts'
import { copyButton } from '../copy-button.ts'
import { bothFrom } from '../offer-letter.ts'
import type { StaffView } from '../staff-page.ts'
import { statusJobWords } from '../words/status-jobs.ts'
import { statusLetterWords } from '../words/status-letters.ts'

/** What is known beforehand of what a change does: how lists are published here, and who asks for the types. */
export interface Effects {
  /** A list changes within so long. */
  readonly publishedWithin: Seconds
  /** How long verifiers may keep a list. */
  readonly listTtl: Seconds
  /** From a change to the list that holds it, as it was seen last; null before there was any. */
  readonly lastMeasured: Seconds | null
  /** Null while it can't be told. */
  readonly forms: number | null
}

/** What a change does, to whom, and from when on. */
export function changeEffects(view: StaffView, change: JobChange, effects: Effects): Raw {
  const words = statusJobWords[view.language].effects
  const minutes = Math.ceil(effects.listTtl / 60)
  const lines = [
    words[change],
    ...(change === 'renew' ? [] : [words.published(effects.publishedWithin), change === 'reinstate' ? words.accepted(minutes) : words.refused(minutes)]),
    ...(change === 'renew' || effects.lastMeasured === null ? [] : [words.measured(effects.lastMeasured)]),
    effects.forms === null ? words.formsUnknown : words.forms(effects.forms),
  ]
  return html`<h2 class="govuk-heading-m">${words.title}</h2><ul class="govuk-list govuk-list--bullet" id="effects">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}

/** What the council may write to whoever it is about, in both languages. */
export function changeLetter(view: StaffView, change: JobChange, types: readonly CredentialType[]): Raw {
  const words = statusJobWords[view.language].letter
  const letter = (language: Language, type: CredentialType): Raw => {
    const { title, what, next, ask } = statusLetterWords[language][change]
    const id = `letter-${type.id}-${language}`
    return html`<div lang="${language}" id="${id}" class="govuk-inset-text"><p class="govuk-body govuk-!-font-weight-bold">${title(type.name[language].toLocaleLowerCase(language))}</p>${[what, next, ask].map((line) => html`<p class="govuk-body">${line}</p>`)}<p class="govuk-body">${view.authority.name[language]}</p></div>${copyButton(words.copy(words.languages[language]), words.copied, id)}`
  }
  return html`<h2 class="govuk-heading-m">${words.title}</h2><p class="govuk-body">${words.lead}</p>${types.flatMap((type) => bothFrom(view.language).map((language) => letter(language, type)))}`
}
