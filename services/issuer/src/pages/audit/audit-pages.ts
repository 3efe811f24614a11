import { html, insetText, notificationBanner, warningText } from '@counterfoil/ui/components'
import type { ListedEntry } from '../../ports/audit.ts'
import type { AuditCheck } from '../../use-cases/audit/audit-desk.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { auditWords } from '../words/audit/audit.ts'
import { frameWords } from '../words/frame.ts'
import { entriesTable } from './audit-page.ts'

const back = { href: '/staff/audit' }

/** What the check of the whole log came to: the first bad entry by its number. */
export function auditCheckPage(view: StaffView, check: AuditCheck): string {
  const words = auditWords[view.language]
  const title = check.sound ? words.check.sound(check.entries) : words.check.broken(check.number)
  return staffPage(view, {
    title,
    section: 'audit',
    back,
    answersForm: true,
    content: html`<span class="govuk-caption-l">${words.title}</span><h1 class="govuk-heading-l" id="check-outcome" data-sound="${String(check.sound)}">${title}</h1>${
      check.sound
        ? html`${check.anchored === null ? insetText({ text: words.check.notCompared, id: 'not-compared' }) : notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: check.anchored === 0 || check.spot === null ? words.check.notAnchoredYet : words.check.anchored(check.anchored, check.spot) })}`
        : html`${warningText({ text: words.check.faults[check.fault.kind], iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}<p class="govuk-body">${words.check.next}</p>${!check.compared && insetText({ text: words.check.notCompared })}`
    }`,
  })
}

/** Both files of an export can be had again, and stay the same. */
export function auditExportPage(view: StaffView, upTo: number): string {
  const words = auditWords[view.language].export
  return staffPage(view, {
    title: words.title,
    section: 'audit',
    back,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead(upTo)}</p><ul class="govuk-list govuk-list--bullet"><li><a class="govuk-link" id="log-file" href="/staff/audit/export/${upTo}/log">${words.log}</a></li><li><a class="govuk-link" id="signature-file" href="/staff/audit/export/${upTo}/signature">${words.signature}</a></li></ul><p class="govuk-body">${words.how}</p>`,
  })
}

export function caseLooksPage(view: StaffView, { person, looks }: { readonly person: string; readonly looks: readonly ListedEntry[] }): string {
  const words = auditWords[view.language].looks
  return staffPage(view, {
    title: words.title,
    section: 'audit',
    back,
    wide: true,
    content: html`<span class="govuk-caption-l cf-address">${words.caption(person)}</span><h1 class="govuk-heading-l">${words.title}</h1>${looks.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : entriesTable(view, looks)}<p class="govuk-body"><a class="govuk-link" href="/staff/audit">${words.back}</a></p>`,
  })
}
