import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { button, html, insetText, page, summaryList, type Raw } from '@counterfoil/ui/components'
import { refusalWords, type Language, type RefusalWords } from '@counterfoil/ui/words'
import type { Choice, OfferedType } from '../use-cases/authorize-wallet.ts'
import { citizenPages } from './citizen-page.ts'
import { claimInWords } from './claim-in-words.ts'
import { recordName } from './record-name.ts'
import { assets } from './staff-page.ts'
import { choiceWords } from './words/choice.ts'

export interface ChoiceModel extends Choice {
  readonly language: Language
  readonly csrfToken: string
}

const choose = '/collect/choose'
const { citizenPage, decisions } = citizenPages(choose, (language) => choiceWords[language].service)

/** What a citizen decides on: which wallet gets which facts. Where the council has no record, the way back. */
export function choicePage(model: ChoiceModel): string {
  const { authority, language, client, types } = model
  const words = choiceWords[language]
  const council = authority.name[language]
  const given = types.filter(({ claims }) => claims !== null)
  if (given.length === 0) {
    const why = whyNothing(model)
    return citizenPage(model, why.title, html`<h1 class="govuk-heading-l">${why.title}</h1><p class="govuk-body">${why.happened}</p><p class="govuk-body">${why.next}</p>${decisions(model, [
      button({ text: words.back, id: 'cancel', name: 'decision', value: 'cancel' }),
    ])}`)
  }
  const number = given.length === 1 ? 'one' : 'several'
  const { title, lead, kept } = words[number]
  return citizenPage(model, title, html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body-l">${lead(council, client.name)}</p>${types.map((one) => typeSection(one, council, language))}${insetText({ text: kept(council) })}<p class="govuk-body">${words.wrong}</p>${decisions(model, [
    button({ text: words.allow, id: 'allow', name: 'decision', value: 'allow', preventDoubleClick: true }),
    button({ text: words.cancel, id: 'cancel', name: 'decision', value: 'cancel', classes: 'govuk-button--secondary' }),
  ])}`)
}

/** Why there is nothing to decide on: what happened, what to do. */
function whyNothing({ authority, language, types, isEnded, isUnsure }: ChoiceModel): Pick<RefusalWords, 'title' | 'happened' | 'next'> {
  if (isUnsure) return refusalWords('identity_not_confirmed', language)
  const { title, happened, next } = choiceWords[language][isEnded ? 'ended' : types.some(({ isBeingChecked }) => isBeingChecked) ? 'beingChecked' : 'noRecord']
  return { title, happened: happened(authority.name[language]), next }
}

/** What one credential will say, or that it is not among those that are added. */
function typeSection({ type, shownBy, claims, isBeingChecked }: OfferedType, council: string, language: Language): Raw {
  const words = choiceWords[language]
  const facts = claims === null ? html`<p class="govuk-body">${words.notGiven[isBeingChecked ? 'beingChecked' : 'noRecord'](council)}</p>` : factList(type, claims, language)
  return html`<h2 class="govuk-heading-m">${recordName(type, shownBy, language)}</h2>${facts}`
}

/** A refusal on the way to the wallet: what happened, what to do. */
export function citizenProblemPage(language: Language, code: string): string {
  const words = refusalWords(code, language)
  return page({
    lang: language,
    title: words.title,
    hasError: true,
    organisation: { name: 'Counterfoil', url: choose },
    ...assets,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.happened}</p><p class="govuk-body">${words.next}</p>`,
  })
}

const factList = (type: CredentialType, claims: JsonObject, language: Language): Raw =>
  summaryList({
    rows: type.claims.flatMap((claim) => {
      const value = valueAt(claims, claim.path)
      return value === undefined || typeof value === 'object' ? [] : [{ key: { text: claim.label[language] }, value: { text: typeof value === 'boolean' ? choiceWords[language][value ? 'yes' : 'no'] : claimInWords(String(value), claim, language) } }]
    }),
  })

const valueAt = (claims: JsonObject, path: readonly string[]): Json | undefined => path.reduce<Json | undefined>((value, name) => (isJsonObject(value) ? value[name] : undefined), claims)
