import { button, errorSummary, html, notificationBanner, summaryList, type Raw } from '@counterfoil/ui/components'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { approvalStateAt, standsFor } from '../../domain/approval.ts'
import { objectIn } from '../../domain/catalogue/draft-content.ts'
import type { Editor } from '../../domain/catalogue/findings.ts'
import type { PlannedPublication, ShownDraft } from '../../use-cases/catalogue/draft-desk.ts'
import { csrfField, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { frameWords } from '../words/frame.ts'
import { findingInWords, type EditorWords } from './editor-words.ts'

type Shown = ShownDraft<PlannedPublication>

/** How a draft is edited, and where. */
export interface EditedAt {
  readonly editor: Editor
  readonly words: EditorWords
  /** Address of the draft. */
  readonly at: string
}

/** All that has to be mended, each with the way to its field. */
export const findingsSummary = (view: StaffView, { draft, findings }: Shown, { words, at }: EditedAt): Raw | false =>
  findings.length > 0 &&
  errorSummary({
    titleText: frameWords[view.language].problem,
    descriptionText: catalogueWords[view.language].draft.findings,
    errorList: findings.map((finding) => ({ text: findingInWords(words, view.language, draft.content, finding), href: `${at}/edit/${finding.section}#${finding.field}` })),
  })

/** The parts of a draft, and how much is wrong in each. */
export function sectionList(view: StaffView, { draft, findings }: Shown, { editor, words, at }: EditedAt): Raw {
  const value = objectIn(draft.content)
  const sections = [...(value === null ? [] : editor.sectionsOf(value)), 'json']
  const { draft: said } = catalogueWords[view.language]
  return summaryList({
    rows: sections.map((section) => {
      const wrong = findings.filter((finding) => finding.section === section).length
      const text = words.section(view.language, draft.content, section)
      return { key: { text }, value: { text: wrong === 0 ? '' : html`<strong class="govuk-tag govuk-tag--red">${wrong}</strong>` }, actions: { items: [{ href: `${at}/edit/${section}`, text: said.change, visuallyHiddenText: text }] } }
    }),
  })
}

/** What became of the request for approval, if there is one. */
export function approvalBanner(view: StaffView, { draft, approval, plan }: Shown, now: EpochSeconds): Raw | false {
  if (approval === null || approval.state === 'withdrawn') return false
  const words = catalogueWords[view.language].approval
  const state = approvalStateAt(approval, now)
  const said = state !== 'refused' && (!draft.asked || approval.contentHash !== plan.contentHash) ? 'changed' : state === 'withdrawn' ? 'changed' : state
  return notificationBanner({ titleText: catalogueWords[view.language].state, text: html`<p class="govuk-notification-banner__heading" id="approval-state">${words[said]}</p><p class="govuk-body"><a class="govuk-notification-banner__link" href="/staff/approvals/${approval.id}">${words.see}</a></p>` })
}

/** The button that asks somebody else, unless they were asked for exactly this, and nobody touched it since: what was changed and changed back is asked for again. */
export const askForm = (view: StaffView, { draft, plan, approval }: Shown, now: EpochSeconds, at: string): Raw | false =>
  !(draft.asked && approval !== null && standsFor(approval, plan.contentHash, now)) &&
  html`<form method="post" action="${at}/ask" novalidate>${csrfField(view)}<input type="hidden" name="revision" value="${draft.revision}"><p class="govuk-body">${catalogueWords[view.language].draft.publishLead}</p>${button({ text: catalogueWords[view.language].draft.publish, id: 'ask-approval' })}</form>`

export const discardForm = (view: StaffView, at: string): Raw =>
  html`<form method="post" action="${at}/discard" novalidate>${csrfField(view)}${button({ text: catalogueWords[view.language].draft.discard, classes: 'govuk-button--secondary', id: 'discard-draft' })}</form>`
