import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { button, html, insetText, summaryList, warningText, type SummaryRow } from '@counterfoil/ui/components'
import { nameOf } from '../../domain/council-record.ts'
import type { CompleteHandingOver } from '../../domain/issue-one/handing-over.ts'
import { momentInWords } from '../dates.ts'
import { recordName } from '../record-name.ts'
import { claimRows } from '../record-section.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { issueWords } from '../words/issue-one/issue.ts'
import { addressOf, postalLine, type IssueModel, type IssueStep, type TypeToIssue } from './issue-model.ts'
import { against } from './step-pages.ts'

interface CheckModel {
  readonly model: IssueModel
  readonly chosen: CompleteHandingOver
  readonly type: TypeToIssue
  readonly endsAt: EpochSeconds
  /** Tells the record that staff looked at from any other. */
  readonly shown: string
  readonly hasChanged: boolean
}

/** Everything once more, each with a way back to it, before it is done. */
export function checkAnswersPage(view: StaffView, { model, chosen, type, endsAt, shown, hasChanged }: CheckModel): string {
  const words = issueWords[view.language]
  const { check } = words
  const row = (key: string, value: string, step: IssueStep | null): SummaryRow => ({
    key: { text: key },
    value: { text: value },
    ...(step === null ? {} : { actions: { items: [{ href: addressOf(model, step, model.sealed), text: words.change, visuallyHiddenText: key.toLocaleLowerCase(view.language) }] } }),
  })
  const goesByPost = chosen.linkBy === 'letter' || chosen.codeBy === 'letter'
  const rows = [
    row(check.person, nameOf(model.person.record), null),
    row(check.type, recordName(type.type, type.shownBy, view.language), 'type'),
    row(check.link, words.link[chosen.linkBy], 'link'),
    row(check.code, words.code[chosen.codeBy], 'code'),
    row(check.language, words.language[chosen.language], 'language'),
    ...(chosen.email === undefined ? [] : [row(check.email, chosen.email, 'email')]),
    ...(goesByPost ? [row(check.post, postalLine(model), null)] : []),
    row(check.ends, momentInWords(endsAt, view.language), null),
  ]
  const warned = against(view, type)
  return staffPage(view, {
    title: check.title,
    keeps: { draft: model.sealed },
    back: { href: addressOf(model, null, model.sealed) },
    content: html`<h1 class="govuk-heading-l">${check.title}</h1>${hasChanged && insetText({ id: 'record-changed', text: check.changed })}
${warned !== '' && warningText({ text: `${warned}.`, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
${summaryList({ rows })}<h2 class="govuk-heading-m">${check.says}</h2>${claimRows(view, type.record, type.type)}
<form method="post" action="/staff/people/${model.person.handle}/issue">${csrfField(view)}<input type="hidden" name="draft" value="${model.sealed}"><input type="hidden" name="shown" value="${shown}"><div class="govuk-button-group">${button({ text: check.confirm, id: 'confirm' })}<a class="govuk-link" href="/staff/people/${model.person.handle}">${check.cancel}</a></div></form>`,
  })
}
