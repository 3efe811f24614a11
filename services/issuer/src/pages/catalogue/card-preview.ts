import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { html, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { leavesOf } from '../../domain/leaf-claims.ts'
import type { StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'

const languages: readonly Language[] = ['en', 'cy']
const grounds = ['light', 'dark'] as const

/** The card as the wallet draws it, in both languages and on both grounds. `at` is where its picture and its colours are served. */
export function cardPreview(view: StaffView, type: CredentialType, at: string): Raw {
  const words = catalogueWords[view.language]
  const card = (language: Language): Raw => html`<div class="wallet-card" lang="${language}"><div class="wallet-card__face"><div><p class="govuk-heading-m wallet-card__name">${type.name[language]}</p><p class="wallet-card__issuer">${view.authority.name[language]}</p></div><img class="wallet-card__art" src="${at}/card.svg" alt="${type.card.alt[language]}" width="64" height="64"></div></div>`
  return html`<link rel="stylesheet" href="${at}/card.css">${grounds.map((ground) => html`<h3 class="govuk-heading-s">${words.card[ground]}</h3><div class="cf-ground cf-ground--${ground}">${languages.map(card)}</div>`)}
<h3 class="govuk-heading-s">${words.card.holds}</h3><p class="govuk-body">${type.description[view.language]}</p>
<ul class="govuk-list govuk-list--bullet">${leavesOf(type).map(({ label, disclosable }) => html`<li><span lang="en">${label.en}</span> / <span lang="cy">${label.cy}</span>: ${words.card[disclosable ? 'withheld' : 'always']}</li>`)}</ul>`
}

/** The colours of the card, as a style sheet: no markup of a page may have any. They were linted, and are six digits. */
export const cardColours = ({ card }: CredentialType): string => `.wallet-card__face{--card:${card.background};--card-text:${card.text}}`
