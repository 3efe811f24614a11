import { button, checkboxes, errorSummary, html, radios, textarea, textInput, type Raw } from '@counterfoil/ui/components'
import { objectIn, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { EditedField } from '../../domain/catalogue/edited-field.ts'
import type { Editor, Finding } from '../../domain/catalogue/findings.ts'
import type { CatalogueDraft } from '../../ports/catalogue.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { editorWords } from '../words/catalogue/editor.ts'
import { frameWords } from '../words/frame.ts'
import { findingInWords, type EditorWords } from './editor-words.ts'

export interface EditedSection {
  readonly draft: CatalogueDraft
  /** What is shown: what is kept, or what was typed and couldn't be. */
  readonly content: DraftContent
  readonly section: string
  readonly findings: readonly Finding[]
  /** Whether the draft was changed in another window meanwhile. */
  readonly isStale: boolean
}

interface SectionPageModel extends EditedSection {
  readonly editor: Editor
  readonly words: EditorWords
  /** Address of the draft. */
  readonly at: string
  /** What has to be known to edit all of it as JSON. */
  readonly jsonHint: string
  /** What stands below the fields, and isn't one. */
  readonly more?: Raw | false
}

/** One part of a draft as a form, with all that the linters say against it. */
export function sectionPage(view: StaffView, model: SectionPageModel): string {
  const { draft, content, section, isStale, words, at } = model
  const title = words.section(view.language, content, section)
  const findings = model.findings.filter((finding) => finding.section === section)
  const stale = { text: catalogueWords[view.language].stale, href: '#save-section' }
  return staffPage(view, {
    title,
    section: 'catalogue',
    back: { href: at },
    answersForm: isStale,
    hasError: isStale || findings.length > 0,
    content: html`${(isStale || findings.length > 0) &&
    errorSummary({
      titleText: frameWords[view.language].problem,
      errorList: [...(isStale ? [stale] : []), ...findings.map((finding) => ({ text: findingInWords(words, view.language, content, finding), href: `#${finding.field}` }))],
    })}<h1 class="govuk-heading-l">${title}</h1>${isStale && html`<p class="govuk-body"><a class="govuk-link" href="${at}">${catalogueWords[view.language].staleLink}</a></p>`}
<form method="post" action="${at}/edit/${section}" novalidate>${csrfField(view)}<input type="hidden" name="revision" value="${draft.revision}">${fieldsIn(view, model, findings)}${button({ text: editorWords[view.language].save, id: 'save-section' })}</form>
<p class="govuk-body"><a class="govuk-link" href="${at}">${editorWords[view.language].back}</a></p>`,
  })
}

/** All that the linters say against one field. */
export const errorOf = (view: StaffView, findings: readonly Finding[], field: string): { readonly text: Raw } | undefined => {
  const own = findings.filter((finding) => finding.field === field)
  return own.length === 0 ? undefined : { text: html`${editorWords[view.language].fromLinter} ${own.map(({ problem }) => html`<span lang="en" class="cf-line">${problem}</span>`)}` }
}

function fieldsIn(view: StaffView, { editor, words, content, section, jsonHint, more }: SectionPageModel, findings: readonly Finding[]): Raw {
  const value = objectIn(content)
  if (section === 'json' || value === null) {
    return html`${value === null && html`<p class="govuk-body">${editorWords[view.language].unreadable}</p>`}${textarea({ name: 'text', rows: 30, spellcheck: false, value: content.text, classes: 'cf-exact', label: { text: editorWords[view.language].json, classes: 'govuk-label--m' }, hint: { text: jsonHint }, errorMessage: errorOf(view, findings, 'text') })}`
  }
  return html`${editor.fieldsOf(value, section).map((field) => oneField(view, words, field, field.shown(value), findings))}${more}`
}

function oneField(view: StaffView, words: EditorWords, { name, widget, choices = [] }: EditedField, value: string, findings: readonly Finding[]): Raw {
  const { language } = view
  const text = words.field(language, name)
  const said = words.hint(language, name)
  const hint = said === undefined ? undefined : { text: said }
  const errorMessage = errorOf(view, findings, name)
  const attributes = name.endsWith('.cy') ? { attributes: { lang: 'cy' } } : {}
  if (widget === 'box') return checkboxes({ name, idPrefix: name, hint: undefined, errorMessage, items: [{ value: 'yes', text, checked: value === 'yes', hint }] })
  if (widget === 'choice') return radios({ name, value, hint, errorMessage, classes: 'govuk-radios--small govuk-radios--inline', fieldset: { legend: { text, classes: 'govuk-fieldset__legend--s' } }, items: choices.map((choice) => ({ value: choice, text: words.choice(language, choice) })) })
  if (widget === 'lines') return textarea({ name, rows: 3, spellcheck: false, value, label: { text }, hint, errorMessage })
  const isShort = widget === 'number' || name === 'background' || name === 'text'
  return textInput({ name, value, label: { text }, hint, errorMessage, spellcheck: false, ...(isShort ? { classes: 'govuk-input--width-10' } : {}), ...(widget === 'number' ? { inputmode: 'numeric' } : {}), ...attributes })
}
