import { html, insetText, tag, wideTable, type Raw, type TagColour } from '@counterfoil/ui/components'
import type { ShownType } from '../../use-cases/catalogue/catalogue-desk.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { editionInWords } from './edition-words.ts'

export type TypeState = 'published' | 'drafted' | 'asked' | 'unaccredited'

export const typeStateOf = ({ current, newest, draft }: ShownType): TypeState => {
  if (draft !== null) return draft.asked ? 'asked' : 'drafted'
  return current === newest || newest.published === null || newest.published.effectiveAt !== null ? 'published' : 'unaccredited'
}

const colours: Readonly<Record<TypeState, TagColour>> = { published: 'green', drafted: 'blue', asked: 'yellow', unaccredited: 'orange' }

export const typeStateTag = (state: TypeState, { language }: Pick<StaffView, 'language'>): Raw => tag({ text: catalogueWords[language].states[state], colour: colours[state] })

/** All types that are issued here, and what is going on with each. */
export function cataloguePage(view: StaffView, { types, mayPublish }: { readonly types: readonly ShownType[]; readonly mayPublish: boolean }): string {
  const words = catalogueWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: 'catalogue',
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body-l">${words.lead}</p><p class="govuk-body"><a class="govuk-link" href="/staff/catalogue/forms">${words.forms}</a></p>${!mayPublish && insetText({ text: words.notKeeper })}${wideTable(words.caption, {
      caption: words.caption,
      captionClasses: 'govuk-table__caption--m',
      head: [{ text: words.type }, { text: words.issued }, { text: words.state }],
      firstCellIsHeader: true,
      rows: types.map((one) => [
        { text: html`<a class="govuk-link" href="/staff/catalogue/types/${one.current.type.id}">${one.current.type.name[view.language]}</a>` },
        { text: editionInWords(one.current, view.language) },
        { text: typeStateTag(typeStateOf(one), view) },
      ]),
    })}`,
  })
}
