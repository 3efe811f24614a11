import { button, errorSummary, html, radios, tag, textInput, wideTable, type Raw, type TagColour } from '@counterfoil/ui/components'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { isBroken, newestVersionOf } from '../../use-cases/catalogue/live-forms.ts'
import type { AskedType, ShownForm } from '../../use-cases/catalogue/form-desk.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { formWords } from '../words/catalogue/forms.ts'
import { frameWords } from '../words/frame.ts'

export type FormState = 'live' | 'broken' | 'outdated' | 'unaccredited' | 'awaited' | 'unknown' | 'drafted' | 'asked' | 'withdrawn' | 'new'

/** What is going on with a form: first of all what somebody works on. */
export function formStateOf({ form, draft }: ShownForm, asked: readonly AskedType[]): FormState {
  if (draft !== null) return draft.asked ? 'asked' : form === null ? 'new' : 'drafted'
  if (form?.withdrawn != null) return 'withdrawn'
  if (form !== null && isBroken(form)) return 'broken'
  if (asked.some(({ isCurrent }) => !isCurrent)) return 'outdated'
  if (asked.some(({ isAccredited }) => isAccredited === false)) return 'unaccredited'
  if (isAwaited(asked)) return 'awaited'
  return asked.some(({ isAccredited }) => isAccredited === null) ? 'unknown' : 'live'
}

/** Whether the form asks for what verifiers know only once their operator has brought it. */
export const isAwaited = (asked: readonly AskedType[]): boolean => asked.some(({ isDelivered }) => !isDelivered)

const colours: Readonly<Record<FormState, TagColour>> = { live: 'green', broken: 'red', outdated: 'orange', unaccredited: 'orange', awaited: 'orange', unknown: 'grey', drafted: 'blue', asked: 'yellow', withdrawn: 'grey', new: 'blue' }

export const formStateTag = (state: FormState, { language }: Pick<StaffView, 'language'>): Raw => tag({ text: formWords[language].states[state], colour: colours[state], attributes: { 'data-state': state } })

export const titleOf = ({ id, form }: Pick<ShownForm, 'id' | 'form'>, language: 'en' | 'cy'): string => (form === null ? null : newestVersionOf(form)?.profile?.title[language]) ?? id

export interface FormsPageModel {
  readonly forms: readonly (ShownForm & { readonly asked: readonly AskedType[]; readonly draftTitle: string | null })[]
}

/** The forms of the authority, and what is going on with each. */
export function formsPage(view: StaffView, { forms }: FormsPageModel): string {
  const words = formWords[view.language]
  const linkOf = ({ id, form, draft, draftTitle }: FormsPageModel['forms'][number]): Raw =>
    html`<a class="govuk-link" href="${form === null && draft !== null ? `/staff/catalogue/form-drafts/${draft.id}` : `/staff/catalogue/forms/${id}`}">${form === null ? (draftTitle ?? id) : titleOf({ id, form }, view.language)}</a>`
  return staffPage(view, {
    title: words.title,
    section: 'catalogue',
    back: { href: '/staff/catalogue' },
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body-l">${words.lead}</p>${button({ text: words.newForm.link, href: '/staff/catalogue/new-form', id: 'new-form' })}
${
  forms.length === 0
    ? html`<p class="govuk-body">${words.none}</p>`
    : wideTable(words.caption, {
        caption: words.caption,
        captionClasses: 'govuk-table__caption--m',
        head: [{ text: words.form }, { text: words.version }, { text: words.state }],
        firstCellIsHeader: true,
        rows: forms.map((one) => [{ text: linkOf(one) }, { text: versionInWords(one, view.language) }, { text: formStateTag(formStateOf(one, one.asked), view) }]),
      })
}`,
  })
}

function versionInWords({ form }: ShownForm, language: 'en' | 'cy'): string {
  const newest = form === null ? null : newestVersionOf(form)
  if (newest === null) return '–'
  return newest.published === null ? formWords[language].delivered(newest.version) : formWords[language].numbered(newest.version)
}

export type LackingOfForm = 'bad_id' | 'taken' | 'no_type'

export interface NewFormModel {
  readonly types: readonly CredentialType[]
  readonly id: string
  readonly type: string | null
  readonly lacks: LackingOfForm | null
}

/** Asks how addresses name a new form, and what it asks to be shown. */
export function newFormPage(view: StaffView, { types, id, type, lacks }: NewFormModel): string {
  const words = formWords[view.language].newForm
  const error = lacks === null ? null : { text: words.errors[lacks] }
  const field = lacks === 'no_type' ? 'type' : 'id'
  return staffPage(view, {
    title: words.title,
    section: 'catalogue',
    back: { href: '/staff/catalogue/forms' },
    answersForm: lacks !== null,
    hasError: error !== null,
    content: html`${error !== null && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ ...error, href: `#${field}` }] })}<h1 class="govuk-heading-l">${words.title}</h1>
<form method="post" action="/staff/catalogue/new-form" novalidate>${csrfField(view)}${textInput({ name: 'id', value: id, label: { text: words.id, classes: 'govuk-label--s' }, hint: { text: words.idHint }, spellcheck: false, errorMessage: field === 'id' ? (error ?? undefined) : undefined })}${radios({
      name: 'type',
      value: type ?? undefined,
      fieldset: { legend: { text: words.type, classes: 'govuk-fieldset__legend--s' } },
      hint: { text: words.typeHint },
      errorMessage: field === 'type' ? (error ?? undefined) : undefined,
      items: types.map((one) => ({ value: one.id, text: one.name[view.language], hint: { text: one.description[view.language] } })),
    })}${button({ text: words.make, id: 'make-form' })}</form>`,
  })
}
