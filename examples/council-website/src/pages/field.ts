import { dateInput, html, textInput, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { controlsOf, type FormField } from '../forms/form.ts'
import type { AnswerError, Answers } from '../forms/answers.ts'
import { websiteWords } from '../words/website.ts'

export interface FieldView {
  readonly lang: Language
  readonly answers: Answers
  readonly error: AnswerError | undefined
  /** "From your residency credential …", when the server filled it in. */
  readonly mark: string | null
}

/** One question with what was typed, what was wrong, and where the answer is from. */
export function fieldMarkup(field: FormField, view: FieldView): Raw {
  const { lang, error, mark } = view
  const words = websiteWords[lang]
  const hintText = html`${field.hint?.[lang]}${mark !== null && html`<span class="counterfoil-mark">${mark}</span>`}`
  const explained = {
    hint: hintText.markup === '' ? undefined : { text: hintText },
    errorMessage: error === undefined ? undefined : { text: error.words[lang], visuallyHiddenText: words.error },
  }
  return field.kind === 'date' ? dateMarkup(field, view, explained) : textMarkup(field, view, explained)
}

type Explained = Pick<Parameters<typeof textInput>[0], 'hint' | 'errorMessage'>

const textMarkup = (field: FormField, { lang, answers }: FieldView, explained: Explained): Raw =>
  textInput({
    ...explained,
    name: field.name,
    label: { text: field.label[lang] },
    value: answers.get(field.name) || undefined,
    autocomplete: field.autocomplete,
    inputmode: field.inputmode,
    spellcheck: field.spellcheck,
    classes: field.width,
    attributes: { 'data-credential-claim': field.claim },
  })

function dateMarkup(field: FormField, { lang, answers, error }: FieldView, explained: Explained): Raw {
  const words = websiteWords[lang]
  const parts = ['day', 'month', 'year'] as const
  return dateInput({
    ...explained,
    id: field.name,
    namePrefix: field.name,
    fieldset: { legend: { text: field.label[lang], classes: 'govuk-fieldset__legend--s' } },
    values: Object.fromEntries(controlsOf(field).map((name) => [name, answers.get(name) || undefined])),
    items: parts.map((part) => ({
      name: part,
      label: words[part],
      autocomplete: field.autocomplete === undefined ? undefined : `${field.autocomplete}-${part}`,
      error: error === undefined ? undefined : (answers.get(`${field.name}-${part}`) ?? '') === '' || error.words !== field.missing,
      attributes: { 'data-credential-claim': field.claim === undefined ? undefined : `${field.claim}.${part}` },
    })),
  })
}
