import { isCalendarDate, type ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { button, html, insetText, notificationBanner, summaryList, table, tag, type Raw } from '@counterfoil/ui/components'
import { isAllowed, statusChanges, type Counterfoil, type StatusChange } from '../domain/counterfoil.ts'
import type { PersonCase } from '../use-cases/staff-cases.ts'
import { dayInWords, momentInWords } from './dates.ts'
import { nameOf, withSearch, type SearchMade } from './people-page.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { stateTag } from './offer-pages.ts'
import { statusTag } from './status-tag.ts'
import { frameWords } from './words/frame.ts'
import { peopleWords } from './words/people.ts'
import { statusChangeWords } from './words/statuses.ts'

/** A type that may be offered to this person, or why it may not. */
export interface OfferableType {
  readonly type: CredentialType
  readonly problems: readonly ClaimProblem[]
  /** Chosen now, so that sending the form twice makes one offer. */
  readonly offerId: string
}

export interface PersonModel {
  readonly person: PersonCase
  readonly types: readonly OfferableType[]
  readonly typeOf: (counterfoil: Counterfoil) => CredentialType
  readonly now: EpochSeconds
  /** What was just done, when this page follows a change. */
  readonly changed: { readonly change: StatusChange; readonly counterfoil: Counterfoil } | null
  /** How staff came here. */
  readonly search: SearchMade | null
}

/** One person's case. */
export function personPage(view: StaffView, model: PersonModel): string {
  const { person, types } = model
  const name = nameOf(person.record)
  return staffPage(view, {
    title: name,
    back: { href: withSearch('/staff/people', model.search) },
    search: model.search,
    content: html`${doneBanner(view, model)}<h1 class="govuk-heading-l">${name}</h1>
${types.map((offerable) => html`${recordList(view, model, offerable)}${offerForm(view, person.handle, offerable)}`)}
${credentials(view, model)}
${offers(view, model)}`,
  })
}

/** Says what is so now, not what an address claims was done. */
function doneBanner(view: StaffView, { changed }: PersonModel): Raw | false {
  if (changed === null || changed.counterfoil.status !== statusChanges[changed.change].to) return false
  return notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: statusChangeWords[view.language].changes[changed.change].done })
}

function recordList(view: StaffView, { person }: PersonModel, { type }: OfferableType): Raw {
  const words = peopleWords[view.language]
  const leaves = type.claims.filter((claim) => claim.disclosable)
  return html`<h2 class="govuk-heading-m">${words.record}</h2>${summaryList({
    rows: [
      { key: { text: words.reference }, value: { text: person.record.reference } },
      ...leaves.map(({ path, label }) => {
        const value = person.record.fields.get(path.at(-1) ?? '') ?? ''
        return { key: { text: label[view.language] }, value: { text: value === '' ? html`<span class="govuk-hint">${words.empty}</span>` : inWords(value, view.language) } }
      }),
    ],
  })}`
}

/** A day as people write it; anything else as the record has it. */
const inWords = (value: string, language: StaffView['language']): string => (isCalendarDate(value) ? dayInWords(epochSeconds(Date.parse(value) / 1000), language) : value)

function offerForm(view: StaffView, handle: string, { type, problems, offerId }: OfferableType): Raw {
  const words = peopleWords[view.language]
  const name = typeName(view, type)
  if (problems.length > 0) return incomplete(view, type, problems)
  return html`<form method="post" action="/staff/people/${handle}/offers">${csrfField(view)}<input type="hidden" name="type" value="${type.id}"><input type="hidden" name="offer" value="${offerId}"><p class="govuk-body">${words.offer.lead}</p>${button({
    text: words.offer.button(name),
    id: `offer-${type.id}`,
  })}</form>`
}

function incomplete(view: StaffView, type: CredentialType, problems: readonly ClaimProblem[]): Raw {
  const words = peopleWords[view.language]
  const lines = problems.map(({ path, problem }) => {
    const label = type.claims.find((claim) => claim.path.join('.') === path.join('.'))?.label[view.language] ?? path.join(' ')
    return html`<li><strong>${label}</strong> ${words.problems[problem]}</li>`
  })
  return insetText({ id: 'record-incomplete', text: html`<h3 class="govuk-heading-s">${words.incomplete.title(typeName(view, type))}</h3><ul class="govuk-list govuk-list--bullet">${lines}</ul><p class="govuk-body">${words.incomplete.next}</p>` })
}

const typeName = (view: StaffView, type: CredentialType): string => type.name[view.language].toLocaleLowerCase('en-GB')

function credentials(view: StaffView, model: PersonModel): Raw {
  const words = peopleWords[view.language].credentials
  const title = html`<h2 class="govuk-heading-m">${words.title}</h2>`
  if (model.person.counterfoils.length === 0) return html`${title}<p class="govuk-body">${words.none}</p>`
  const cards = model.person.counterfoils.map((counterfoil) =>
    summaryList({
      card: { title: { text: model.typeOf(counterfoil).name[view.language], headingLevel: 3 }, actions: { items: actionsFor(view, counterfoil) }, attributes: { id: `credential-${counterfoil.id}` } },
      rows: [
        { key: { text: words.status }, value: { text: statusTag(counterfoil, model.now, view.language) } },
        { key: { text: words.issued }, value: { text: dayInWords(counterfoil.issuedAt, view.language) } },
        { key: { text: words.expires }, value: { text: dayInWords(counterfoil.expiresAt, view.language) } },
      ],
    }),
  )
  return html`${title}${cards}`
}

function actionsFor(view: StaffView, counterfoil: Counterfoil) {
  const words = statusChangeWords[view.language].changes
  return (['suspend', 'reinstate', 'revoke'] as const)
    .filter((change) => isAllowed(change, counterfoil.status))
    .map((change) => ({ href: `/staff/credentials/${counterfoil.id}/${change}`, text: words[change].link }))
}

function offers(view: StaffView, { person }: PersonModel): Raw {
  const words = peopleWords[view.language].offers
  const title = html`<h2 class="govuk-heading-m">${words.title}</h2>`
  if (person.offers.length === 0) return html`${title}<p class="govuk-body">${words.none}</p>`
  return html`${title}${table({
    head: [{ text: words.made }, { text: words.state }],
    rows: person.offers.map((offer) => [
      { text: html`<a class="govuk-link" href="/staff/offers/${offer.id}">${momentInWords(offer.madeAt, view.language)}</a>` },
      { text: tag(stateTag(offer.stateNow, view.language)) },
    ]),
  })}`
}
