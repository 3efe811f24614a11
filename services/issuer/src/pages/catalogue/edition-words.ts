import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { Difference } from '../../domain/catalogue/differences.ts'
import type { TypeEdition } from '../../domain/catalogue/type-version.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'

export const editionInWords = ({ version, edition }: TypeEdition, language: Language): string => catalogueWords[language].edition(version, edition)

/** Every single difference, with what was and what is. */
export function differencesTable(differences: readonly Difference[], language: Language): Raw {
  const words = catalogueWords[language]
  const said = (text: string | null): Raw => (text === null ? html`${words.absent}` : html`<span class="cf-exact">${text}</span>`)
  if (differences.length === 0) return html`<p class="govuk-body">${words.draft.noDifferences}</p>`
  return wideTable(words.draft.differences, {
    caption: words.draft.differences,
    captionClasses: 'govuk-visually-hidden',
    head: [{ text: words.member }, { text: words.was }, { text: words.is }],
    firstCellIsHeader: true,
    rows: differences.map(({ path, was, is }) => [{ text: path }, { text: said(was) }, { text: said(is) }]),
  })
}
