import { button, html, insetText, table, textInput, type Raw } from '@counterfoil/ui/components'
import { nameOf } from '../domain/council-record.ts'
import type { FoundPeople, Person } from '../use-cases/staff-cases.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { postWords } from './words/notify/post.ts'
import { peopleWords } from './words/people.ts'

export { nameOf }

/** What was searched for, and the same as an address carries it. */
export interface SearchMade {
  readonly words: string
  readonly sealed: string
}

/** Keeps a search along the way to a person and back. */
export const withSearch = (address: string, search: SearchMade | null): string => (search === null ? address : `${address}?search=${search.sealed}`)

/** People of the council's record. No address holds a name: what was searched for is sealed in it. */
export function peoplePage(view: StaffView, found: FoundPeople & { readonly search: SearchMade | null; /** Messages that staff have to see to. */ readonly unsent: number }): string {
  const words = peopleWords[view.language]
  const { people, hasMore, search } = found
  return staffPage(view, {
    title: words.title,
    search,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1>${unsentNotice(view, found.unsent)}
<form method="post" action="/staff/people" role="search">${csrfField(view)}${textInput({ name: 'words', label: { text: words.search.label }, value: search?.words ?? '', type: 'search', spellcheck: false, autocomplete: 'off' })}${button({ text: words.search.button })}</form>
${people.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : html`<p class="govuk-body">${hasMore ? words.first(people.length) : words.count(people.length)}</p>${peopleTable(view, people, search)}`}`,
  })
}

function unsentNotice(view: StaffView, unsent: number): Raw | false {
  if (unsent === 0) return false
  const words = postWords[view.language]
  return insetText({ id: 'unsent', text: html`${words.attention(unsent)}. <a class="govuk-link" href="/staff/messages">${words.see}</a>` })
}

function peopleTable(view: StaffView, people: readonly Person[], search: SearchMade | null): Raw {
  const words = peopleWords[view.language]
  return table({
    caption: words.caption,
    captionClasses: 'govuk-visually-hidden',
    firstCellIsHeader: true,
    head: [{ text: words.name }, { text: words.about }],
    rows: people.map(({ handle, record }) => [
      { text: html`<a class="govuk-link" href="${withSearch(`/staff/people/${handle}`, search)}">${nameOf(record)}</a>` },
      // Two facts in one cell: three columns are too many for a telephone.
      { text: html`${record.fields.get('postcode')}<span class="cf-line">${record.reference}</span>` },
    ]),
  })
}
