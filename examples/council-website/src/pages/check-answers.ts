import { backLink, button, html, summaryList, tag, type Raw, type SummaryRow, type TagColour } from '@counterfoil/ui/components'
import { longDate } from '@counterfoil/ui/words'
import { isBlank, valueOf } from '../forms/answers.ts'
import { controlsOf, type FormField } from '../forms/form.ts'
import type { FormVisitor } from '../http/visitor.ts'
import { provenanceOf, sourceOf, whoseIs } from '../sessions/provenance.ts'
import type { Provenance } from '../sessions/session.ts'
import { credentialName, websiteWords } from '../words/website.ts'
import { asOfNote } from './as-of-note.ts'
import { actsForNote } from './acts-for-note.ts'
import { framed, type Frame } from './frame.ts'

const colours: Readonly<Record<Provenance, TagColour>> = { verified: 'green', changed: 'yellow', not_provided: 'grey' }

/** Every answer with where it comes from, before anything is sent. */
export function checkAnswersPage(frame: Frame, visitor: FormVisitor): string {
  const { council, form, lang, session, visit } = visitor
  const words = websiteWords[lang]
  const groups = form.groups.map(({ heading, fields }) => html`<h2 class="govuk-heading-m">${heading[lang]}</h2>${summaryList({ rows: fields.map((field) => row(field, visitor)) })}`)
  const content = html`<h1 class="govuk-heading-l">${words.checkHeading}</h1>
${visit.fromCredential !== null && html`<p class="govuk-body">${words.tagsExplained}</p>`}${asOfNote(visitor)}${actsForNote(visitor)}${groups}
<p class="govuk-body">${words.declaration}</p>
<form method="post" action="/${council.id}/${form.id}/check-answers" novalidate><input type="hidden" name="_csrf" value="${session.csrfToken}">${button({ text: words.send, preventDoubleClick: true })}</form>`
  return framed(frame, { lang, title: words.checkHeading, council, form, askedForAgain: true, beforeContent: backLink({ href: `/${council.id}/${form.id}`, text: words.back }), content })
}

function row(field: FormField, visitor: FormVisitor): SummaryRow {
  const { council, form, lang, visit } = visitor
  const words = websiteWords[lang]
  const label = field.label[lang].replace(/ \([^()]*\)$/, '')
  return {
    key: { text: label },
    value: { text: isBlank(field, visit.answers) ? words.notGiven : html`${shown(field, visitor)}<br>${provenanceTag(field, visitor)}` },
    actions: { items: [{ href: `/${council.id}/${form.id}#${controlsOf(field)[0] ?? field.name}`, text: words.change, visuallyHiddenText: label.toLocaleLowerCase(lang) }] },
  }
}

const shown = (field: FormField, { visit, lang }: FormVisitor): string => (field.kind === 'date' ? longDate(valueOf(field, visit.answers), lang) : valueOf(field, visit.answers))

function provenanceTag(field: FormField, { visit, lang }: FormVisitor): Raw {
  const words = websiteWords[lang]
  const provenance = provenanceOf(visit, field)
  const source = sourceOf(visit, field)
  const text = provenance === 'verified' && source !== null ? words.fromCredential(credentialName(source.type, lang), whoseIs(visit, source)) : provenance === 'changed' ? words.changedByYou : words.typedByYou
  return tag({ text, colour: colours[provenance] })
}
