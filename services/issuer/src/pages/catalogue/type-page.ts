import { button, details, html, insetText, notificationBanner, summaryList, type Raw } from '@counterfoil/ui/components'
import { differencesOf } from '../../domain/catalogue/differences.ts'
import { accreditCommand } from '../../domain/catalogue/accredit-command.ts'
import type { ShownType } from '../../use-cases/catalogue/catalogue-desk.ts'
import type { TypeOfEdition } from '../../use-cases/catalogue/live-catalogue.ts'
import { contentAt } from '../../use-cases/catalogue/plan-edition.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { cardPreview } from './card-preview.ts'
import { typeStateOf, typeStateTag } from './catalogue-page.ts'
import { differencesTable, editionInWords } from './edition-words.ts'

export interface TypePageModel {
  readonly shown: ShownType
  readonly mayPublish: boolean
  /** The `vct` that the network has still to accredit; null when nothing waits for that. */
  readonly unaccredited: { readonly vct: string; readonly councils: readonly string[] } | null
}

/** One type as it is issued, what was published of it, and the way to a draft. */
export function typePage(view: StaffView, { shown, mayPublish, unaccredited }: TypePageModel): string {
  const words = catalogueWords[view.language]
  const { current, draft, newest } = shown
  const { id, name } = current.type
  return staffPage(view, {
    title: name[view.language],
    section: 'catalogue',
    back: { href: '/staff/catalogue' },
    content: html`${unaccredited !== null && waitingBanner(view, newest.version, unaccredited)}<h1 class="govuk-heading-l">${name[view.language]}</h1>
<p class="govuk-body">${editionInWords(current, view.language)} ${typeStateTag(typeStateOf(shown), view)}</p>${!mayPublish && insetText({ text: words.notKeeper })}
${draft === null ? html`<form method="post" action="/staff/catalogue/types/${id}/drafts" novalidate>${csrfField(view)}${button({ text: words.edit, id: 'edit-type' })}</form>` : html`<p class="govuk-body"><a class="govuk-link" href="/staff/catalogue/drafts/${draft.id}">${words.openDraft}</a></p>`}
<h2 class="govuk-heading-m">${words.draft.preview}</h2>${cardPreview(view, current.type, `/staff/catalogue/types/${id}`)}
<h2 class="govuk-heading-m">${words.history.title}</h2><p class="govuk-body">${words.history.againLead}</p>${shown.editions.map((_, place) => editionCard(view, shown, shown.editions.length - 1 - place))}`,
  })
}

/** What whoever runs the service has to do before anything is issued by a new version. */
function waitingBanner(view: StaffView, version: number, { vct, councils }: NonNullable<TypePageModel['unaccredited']>): Raw {
  const words = catalogueWords[view.language].pending
  return notificationBanner({
    titleText: words.title,
    text: html`<p class="govuk-notification-banner__heading">${words.text(version)}</p><p class="govuk-body">${words.operator}</p><ul class="govuk-list">${councils.map((council) => html`<li><code class="cf-exact">${accreditCommand(council, 'issue', vct, view.now)}</code></li>`)}</ul>`,
  })
}

function editionCard(view: StaffView, { editions, draft, current }: ShownType, place: number): Raw {
  const words = catalogueWords[view.language].history
  const one = editions[place] as TypeOfEdition
  const before = editions[place - 1]
  const { published, type } = one
  const edition = editionInWords(one, view.language)
  const differences = before === undefined ? [] : differencesOf(contentAt(before), contentAt(one))
  const fact = (text: string, value: string) => ({ key: { text }, value: { text: value } })
  return html`<h3 class="govuk-heading-s">${edition}</h3>${
    published === null
      ? html`<p class="govuk-body">${words.delivered}</p>`
      : summaryList({
          rows: [
            fact(words.at, momentInWords(published.publishedAt, view.language)),
            fact(words.askedBy, published.askedBy),
            fact(words.approvedBy, published.approvedBy),
            fact(words.effect, published.effectiveAt === null ? words.notYet : momentInWords(published.effectiveAt, view.language)),
          ],
        })
  }${before !== undefined && details({ summaryText: words.differences(differences.length), text: differencesTable(differences, view.language) })}${
    one !== current && draft === null && html`<form method="post" action="/staff/catalogue/types/${type.id}/drafts" novalidate>${csrfField(view)}<input type="hidden" name="again" value="${one.version}.${one.edition}">${button({ text: words.again(edition), classes: 'govuk-button--secondary' })}</form>`
  }`
}
