import type { ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import { fieldOf, type ClaimDescription, type CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { button, html, insetText, summaryList, trusted, type Raw } from '@counterfoil/ui/components'
import type { PersonRecord } from '../domain/council-record.ts'
import { leavesOf } from '../domain/leaf-claims.ts'
import type { ProfileId } from '../domain/profile.ts'
import { may } from '../domain/staff-permission.ts'
import type { RecordOfType } from '../use-cases/staff-cases.ts'
import { claimInWords } from './claim-in-words.ts'
import { recordName } from './record-name.ts'
import { csrfField, type StaffView } from './staff-page.ts'
import { peopleWords } from './words/people.ts'
import { walletOfferWords } from './words/wallet-offers.ts'

/** A record of a type that concerns this person, and why it may not be offered. */
export interface OfferableType extends RecordOfType {
  readonly problems: readonly ClaimProblem[]
  /** Chosen now, so that sending the form twice makes one offer. */
  readonly offerId: string
}

export interface RecordModel {
  readonly record: PersonRecord
  readonly handle: string
  readonly types: readonly OfferableType[]
  /** Whom to ask to put the record right; null when nobody said. */
  readonly contact: Bilingual | null
  /** Other makers' wallets that a type can be offered for. */
  readonly walletsFor: (type: CredentialType) => readonly ProfileId[]
}

/** What the record says of a person, and what may be offered for it: first what several types take, then each type with what is its own. */
export function recordSection(view: StaffView, model: RecordModel): Raw {
  const words = peopleWords[view.language]
  const { record, types } = model
  const takers = new Map<string, ClaimDescription[]>()
  for (const claim of [...new Set(types.map(({ type }) => type))].flatMap(leavesOf)) takers.set(fieldOf(claim), [...(takers.get(fieldOf(claim)) ?? []), claim])
  const shared = [...takers.values()].flatMap(([first, ...more]) => (first !== undefined && more.length > 0 ? [first] : []))
  const rows = shared.map((claim) => row(view, record, claim))
  return html`<h2 class="govuk-heading-m">${words.record}</h2>${summaryList({ rows: [{ key: { text: words.reference }, value: { text: record.reference } }, ...rows] })}
${types.length === 0 ? html`<p class="govuk-body" id="nothing-to-offer">${words.nothing}</p>` : html`<p class="govuk-body">${words.offer.lead}</p>`}
${types.map((offerable, place) => typeSection(view, model, { ...offerable, id: idOf(types, place) }, leavesOf(offerable.type).filter((claim) => takers.get(fieldOf(claim))?.length === 1)))}`
}

type PlacedType = OfferableType & { readonly id: string }

/** Of several of a type each has an id of its own on the page. */
function idOf(types: readonly OfferableType[], place: number): string {
  const typeId = types[place]?.type.id ?? ''
  const before = types.slice(0, place).filter(({ type }) => type.id === typeId).length
  return before === 0 ? typeId : `${typeId}-${before + 1}`
}

function typeSection(view: StaffView, { handle, contact, walletsFor }: RecordModel, offerable: PlacedType, own: readonly ClaimDescription[]): Raw {
  const { type, problems, id, record } = offerable
  return html`<h2 class="govuk-heading-m" id="type-${id}">${recordName(type, offerable.shownBy, view.language)}</h2>${own.length > 0 && summaryList({ rows: own.map((claim) => row(view, record, claim)) })}${problems.length > 0 ? incompleteSection(view, offerable, contact) : offerForm(view, handle, offerable, walletsFor(type))}`
}

function row(view: StaffView, record: PersonRecord, claim: ClaimDescription) {
  const value = record.fields.get(fieldOf(claim))?.trim() ?? ''
  const text = value === '' ? html`<span class="govuk-hint">${peopleWords[view.language].empty}</span>` : claimInWords(value, claim, view.language)
  return { key: { text: claim.label[view.language] }, value: { text } }
}

/** Everything that a credential of a type would say. */
export const claimRows = (view: StaffView, record: PersonRecord, type: CredentialType): Raw => summaryList({ rows: leavesOf(type).map((claim) => row(view, record, claim)) })

function offerForm(view: StaffView, handle: string, { id, key, type, shownBy, offerId }: PlacedType, wallets: readonly ProfileId[]): Raw | false {
  if (!may(view.staff, 'offers')) return false
  const words = peopleWords[view.language]
  const name = recordName(type, shownBy, view.language)
  return html`<form method="post" action="/staff/people/${handle}/offers">${csrfField(view)}<input type="hidden" name="type" value="${key}"><input type="hidden" name="offer" value="${offerId}">${button({
    text: words.offer.button(name),
    id: `offer-${id}`,
    // None of them matters more than the others.
    classes: 'govuk-button--secondary',
  })}${wallets.map((profile) => html` ${walletButton(view, id, profile)}`)}</form><p class="govuk-body"><a class="govuk-link" id="issue-${id}" href="/staff/people/${handle}/issue?type=${key}">${words.offer.steps}<span class="govuk-visually-hidden"> (${name})</span></a></p>`
}

function walletButton(view: StaffView, id: string, profile: ProfileId): Raw {
  const words = walletOfferWords[view.language]
  return button({ text: words.button(words.names[profile]), name: 'wallet', value: profile, id: `offer-${id}-${profile}`, classes: 'govuk-button--secondary' })
}

/** Which field, why, and whom to ask. */
export function incompleteSection(view: StaffView, { type, problems, id = type.id }: Pick<OfferableType, 'type' | 'problems'> & { readonly id?: string }, contact: Bilingual | null, heading: 'h2' | 'h3' = 'h3'): Raw {
  const words = peopleWords[view.language]
  const level = trusted(heading)
  const lines = problems.map(({ path, problem }) => {
    const claim = type.claims.find((one) => one.path.join('.') === path.join('.'))
    return html`<li><strong>${claim?.label[view.language] ?? path.join(' ')}</strong> ${words.problems[problem]}${claim !== undefined && html` <span class="govuk-hint">${words.incomplete.field(fieldOf(claim))}</span>`}</li>`
  })
  return insetText({ id: `incomplete-${id}`, text: html`<${level} class="govuk-heading-s">${words.incomplete.title}</${level}><ul class="govuk-list govuk-list--bullet">${lines}</ul><p class="govuk-body">${contact === null ? words.incomplete.next : words.incomplete.ask(contact[view.language])}</p>` })
}
