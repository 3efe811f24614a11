import { button, errorSummary, html, radios, textInput, type Content, type Raw, type RadiosOptions } from '@counterfoil/ui/components'
import { codeWaysBeside, emailIn } from '../../domain/issue-one/handing-over.ts'
import { nameOf } from '../../domain/council-record.ts'
import { dayInWords, momentInWords } from '../dates.ts'
import { recordName } from '../record-name.ts'
import { incompleteSection, claimRows } from '../record-section.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { issueWords } from '../words/issue-one/issue.ts'
import { addressOf, chosenType, nextStep, postalLine, type IssueModel, type IssueStep, type TypeToIssue } from './issue-model.ts'

interface Asked {
  readonly model: IssueModel
  readonly step: IssueStep
  readonly title: string
  /** What is wrong with the answer that was given; null when none was, or it was right. */
  readonly error: string | null
  readonly content: Content
  /** Beside the heading, what stays the same. */
  readonly headed?: boolean
}

/** One question, and one button. */
function asking(view: StaffView, { model, step, title, error, content, headed = false }: Asked): string {
  return staffPage(view, {
    title,
    hasError: error !== null,
    keeps: { draft: model.sealed },
    back: { href: addressOf(model, null, model.sealed) },
    content: html`${error !== null && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: error, href: `#${step}` }] })}
<span class="govuk-caption-l">${nameOf(model.person.record)}</span>${headed && html`<h1 class="govuk-heading-l">${title}</h1>`}
<form method="post" action="/staff/people/${model.person.handle}/issue/${step}" novalidate>${csrfField(view)}<input type="hidden" name="draft" value="${model.sealed}">${content}${button({ text: issueWords[view.language].carryOn, id: 'carry-on' })}</form>`,
  })
}

const question = (title: string) => ({ legend: { text: title, classes: 'govuk-fieldset__legend--l', isPageHeading: true } })
const problem = (error: string | null) => (error === null ? undefined : { text: error })

/** Asks by radios; what isn't possible isn't there. */
function choosing(view: StaffView, { hint, items, value, ...asked }: Omit<Asked, 'content'> & Pick<RadiosOptions, 'items' | 'value'> & { readonly hint?: Content }): string {
  return asking(view, { ...asked, content: radios({ name: asked.step, fieldset: question(asked.title), ...(hint === undefined ? {} : { hint: { text: hint } }), errorMessage: problem(asked.error), items, value }) })
}

type StepPage = (view: StaffView, model: IssueModel, hasError: boolean) => string

const typePage: StepPage = (view, model, hasError) => {
  const words = issueWords[view.language].type
  const asked = { model, step: 'type', title: words.title, error: hasError ? words.error : null } as const
  if (model.types.length === 0) return recordless(view, model, words.title, words.none)
  return choosing(view, { ...asked, value: model.chosen.type, items: model.types.map((one) => ({ value: one.key, text: recordName(one.type, one.shownBy, view.language), ...hinted(against(view, one)) })) })
}

const hinted = (text: string) => (text === '' ? {} : { hint: { text } })

/** What stands against another one of this type. */
export function against(view: StaffView, { problems, heldUntil, openSince }: TypeToIssue): string {
  const words = issueWords[view.language].type
  const lines = [problems.length > 0 && words.missing, heldUntil !== null && words.held(dayInWords(heldUntil, view.language)), openSince !== null && words.open(momentInWords(openSince, view.language))]
  return lines.filter((line) => line !== false).join('. ')
}

function recordless(view: StaffView, model: IssueModel, title: string, text: string): string {
  return staffPage(view, {
    title,
    keeps: { draft: model.sealed },
    back: { href: `/staff/people/${model.person.handle}` },
    content: html`<span class="govuk-caption-l">${nameOf(model.person.record)}</span><h1 class="govuk-heading-l">${title}</h1><p class="govuk-body" id="nothing-to-offer">${text}</p>`,
  })
}

const recordPage: StepPage = (view, model) => {
  const words = issueWords[view.language]
  const chosen = chosenType(model)
  if (chosen === null) return typePage(view, model, false)
  const title = words.record.title(recordName(chosen.type, chosen.shownBy, view.language))
  const isWrong = chosen.problems.length > 0
  return staffPage(view, {
    title,
    keeps: { draft: model.sealed },
    back: { href: addressOf(model, null, model.sealed) },
    content: html`<span class="govuk-caption-l">${nameOf(model.person.record)}</span><h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${isWrong ? words.record.wrong : words.record.lead}</p>${isWrong && incompleteSection(view, chosen, model.contact, 'h2')}${claimRows(view, chosen.record, chosen.type)}
${!isWrong && button({ text: words.carryOn, href: addressOf(model, nextStep(model), model.sealed), id: 'carry-on' })}`,
  })
}

const linkPage: StepPage = (view, model, hasError) => {
  const words = issueWords[view.language].link
  const hints = { screen: words.screenHint, print: words.printHint, email: words.emailHint, letter: words.letterHint(postalLine(model)) }
  return choosing(view, {
    model,
    step: 'link',
    title: words.title,
    error: hasError ? words.error : null,
    ...lackOf(model, words),
    value: model.chosen.linkBy,
    items: model.ways.link.map((way) => ({ value: way, text: words[way], hint: { text: hints[way] } })),
  })
}

const lackOf = ({ isSending, ways }: IssueModel, words: { readonly nobodySends: string; readonly noLetter: string }) => {
  if (!isSending) return { hint: words.nobodySends }
  return ways.link.includes('letter') ? {} : { hint: words.noLetter }
}

const codePage: StepPage = (view, model, hasError) => {
  const words = issueWords[view.language].code
  const { linkBy } = model.chosen
  if (linkBy === undefined) return linkPage(view, model, false)
  const hints = { told: words.toldHint, email: words.emailHint, letter: words.letterHint(postalLine(model)) }
  return choosing(view, {
    model,
    step: 'code',
    title: words.title,
    error: hasError ? words.error : null,
    hint: words.why,
    value: model.chosen.codeBy,
    items: codeWaysBeside(model.ways, linkBy).map((way) => ({ value: way, text: words[way], hint: { text: hints[way] } })),
  })
}

const languagePage: StepPage = (view, model, hasError) => {
  const words = issueWords[view.language].language
  return choosing(view, { model, step: 'language', title: words.title, error: hasError ? words.error : null, hint: words.why, value: model.chosen.language, items: (['en', 'cy'] as const).map((language) => ({ value: language, text: words[language] })) })
}

const emailPage: StepPage = (view, model, hasError) => {
  const words = issueWords[view.language].email
  const input = (label: Raw | string): Raw => textInput({ name: 'email', label: { text: label, classes: 'govuk-label--l', isPageHeading: true }, hint: { text: words.hint }, errorMessage: problem(hasError ? words.error : null), value: model.chosen.email ?? emailIn(model.person.record) ?? '', type: 'email', autocomplete: 'off', spellcheck: false })
  return asking(view, { model, step: 'email', title: words.title, error: hasError ? words.error : null, content: input(words.title) })
}

export const stepPages: Readonly<Record<IssueStep, StepPage>> = { type: typePage, record: recordPage, link: linkPage, code: codePage, language: languagePage, email: emailPage }
