import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { html, notificationBanner, summaryList, tag, wideTable, type Raw } from '@counterfoil/ui/components'
import { renewableFrom, statusChanges, type Counterfoil, type StatusChange } from '../domain/counterfoil.ts'
import { changesOpenTo } from '../domain/status-jobs/status-job.ts'
import { may } from '../domain/staff-permission.ts'
import type { JobOfCredential } from '../ports/status-jobs.ts'
import type { PersonCase } from '../use-cases/staff-cases.ts'
import { dayInWords, momentInWords } from './dates.ts'
import { nameOf, withSearch, type SearchMade } from './people-page.ts'
import { recordName } from './record-name.ts'
import { recordSection, type OfferableType, type RecordModel } from './record-section.ts'
import { staffPage, type StaffView } from './staff-page.ts'
import { stateTag } from './offer-pages.ts'
import { underWayRows } from './status-jobs/under-way.ts'
import { statusTag } from './status-tag.ts'
import { isPrintable } from '../use-cases/prints/make-print.ts'
import { frameWords } from './words/frame.ts'
import { peopleWords } from './words/people.ts'
import { printWords } from './words/prints.ts'
import { statusChangeWords } from './words/statuses.ts'

export interface PersonModel {
  readonly person: PersonCase
  readonly types: readonly OfferableType[]
  readonly contact: Bilingual | null
  readonly walletsFor: RecordModel['walletsFor']
  readonly typeOf: (counterfoil: Counterfoil) => CredentialType
  readonly now: EpochSeconds
  /** What is confirmed for some of them, and not done yet. */
  readonly underWay: readonly JobOfCredential[]
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
${recordSection(view, { ...person, types, contact: model.contact, walletsFor: model.walletsFor })}
${credentials(view, model)}
${offers(view, model)}`,
  })
}

/** Says what is so now, not what an address claims was done. */
function doneBanner(view: StaffView, { changed }: PersonModel): Raw | false {
  if (changed === null || changed.counterfoil.status !== statusChanges[changed.change].to) return false
  return notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: statusChangeWords[view.language].changes[changed.change].done })
}

function credentials(view: StaffView, model: PersonModel): Raw {
  const words = peopleWords[view.language].credentials
  const title = html`<h2 class="govuk-heading-m">${words.title}</h2>`
  if (model.person.counterfoils.length === 0) return html`${title}<p class="govuk-body">${words.none}</p>`
  const cards = model.person.counterfoils.map((counterfoil) =>
    summaryList({
      card: { title: { text: nameOfCredential(view, model, counterfoil), headingLevel: 3 }, actions: { items: [...printOf(view, model, counterfoil), ...actionsFor(view, model, counterfoil)] }, attributes: { id: `credential-${counterfoil.id}` } },
      rows: [
        { key: { text: words.status }, value: { text: statusTag(counterfoil, model.now, view.language) } },
        ...underWayRows(view, model.underWay.flatMap((one) => (one.counterfoil === counterfoil.id ? [one.job] : []))),
        ...(model.person.frozen.has(counterfoil.id) ? [{ key: { text: words.why }, value: { text: words.frozen } }] : []),
        ...alongRow(words, model.person.manyAlong.get(counterfoil.id)),
        { key: { text: words.issued }, value: { text: dayInWords(counterfoil.issuedAt, view.language) } },
        { key: { text: words.expires }, value: { text: dayInWords(counterfoil.expiresAt, view.language) } },
        ...(counterfoil.status === statusValue.revoked ? [] : [{ key: { text: words.renewable }, value: { text: renewalOf(view, model, counterfoil) } }]),
      ],
    }),
  )
  return html`${title}${cards}`
}

/** Its type; and of which record, where the person has several: as the council's record calls it now. */
function nameOfCredential(view: StaffView, { person, types, typeOf }: PersonModel, counterfoil: Counterfoil): string {
  const record = person.recordsOf.get(counterfoil.id)
  const type = typeOf(counterfoil)
  // Of a list that can't be read nobody can say that something is gone from it.
  const isUnknown = record === undefined || types.some((one) => one.type.id === type.id && one.record.unusableList !== undefined)
  const shownBy = isUnknown ? null : (types.find(({ handle }) => handle === record)?.shownBy ?? peopleWords[view.language].credentials.goneFromRecord)
  return recordName(type, shownBy, view.language)
}

const alongRow = ({ together, along }: (typeof peopleWords)['en']['credentials'], many = 0) => (many === 0 ? [] : [{ key: { text: together }, value: { text: along(many) } }])

/** When renewal opens; or that it has, and nothing was issued since, which is for staff to see to where a wallet doesn't. */
function renewalOf(view: StaffView, { person, typeOf }: PersonModel, counterfoil: Counterfoil): Raw {
  const day = dayInWords(renewableFrom(counterfoil, typeOf(counterfoil)), view.language)
  return person.renewalOpen.has(counterfoil.id) ? html`${day} ${tag({ text: peopleWords[view.language].credentials.toRenew, colour: 'orange' })}` : html`${day}`
}

const printOf = (view: StaffView, { now }: PersonModel, counterfoil: Counterfoil) =>
  may(view.staff, 'prints') && isPrintable(counterfoil, now) ? [{ href: `/staff/credentials/${counterfoil.id}/print`, text: printWords[view.language].link }] : []

function actionsFor(view: StaffView, { person, typeOf, now }: PersonModel, counterfoil: Counterfoil) {
  const words = statusChangeWords[view.language].changes
  if (!may(view.staff, 'status')) return []
  return changesOpenTo(counterfoil, typeOf(counterfoil).statusKinds, now)
    .filter((change) => change !== 'renew' || !person.renewalOpen.has(counterfoil.id))
    .map((change) => ({ href: `/staff/credentials/${counterfoil.id}/${change}`, text: words[change].link }))
}

function offers(view: StaffView, { person }: PersonModel): Raw {
  const words = peopleWords[view.language].offers
  const title = html`<h2 class="govuk-heading-m">${words.title}</h2>`
  if (person.offers.length === 0) return html`${title}<p class="govuk-body">${words.none}</p>`
  return html`${title}${wideTable(words.title, {
    head: [{ text: words.made }, { text: words.state }],
    rows: person.offers.map((offer) => [
      { text: html`<a class="govuk-link" href="/staff/offers/${offer.id}">${momentInWords(offer.madeAt, view.language)}</a>` },
      { text: tag(stateTag(offer.stateNow, view.language)) },
    ]),
  })}`
}
