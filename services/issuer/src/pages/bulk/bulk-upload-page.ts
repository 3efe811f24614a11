import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, errorSummary, fileUpload, html, radios, wideTable, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkLimits, type BulkColumn, type FileFault } from '../../domain/bulk/bulk-file.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { bulkWords } from '../words/bulk.ts'
import { frameWords } from '../words/frame.ts'
import { numberIn } from './bulk-state.ts'

/** What can be wrong with what was sent, or that nothing was. */
export type UploadFault = FileFault | { readonly fault: 'no_file' | 'way_closed' }

const megabytes = bulkLimits.bytes / 1024 / 1024

interface UploadModel {
  readonly fault: UploadFault | null
  readonly types: readonly CredentialType[]
  /** How people can be reached here. */
  readonly open: readonly BulkDelivery[]
}

/** Where a file is chosen; and chosen again, with what was wrong with the last one. */
export function bulkUploadPage(view: StaffView, { fault, types, open }: UploadModel): string {
  const words = bulkWords[view.language]
  const wrong = fault === null ? undefined : faultInWords(fault, view.language)
  return staffPage(view, {
    title: words.new.title,
    section: 'bulk',
    hasError: wrong !== undefined,
    back: { href: '/staff/bulk' },
    content: html`${wrong !== undefined && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: wrong, href: fault?.fault === 'way_closed' ? '#delivery' : '#file' }] })}<h1 class="govuk-heading-l">${words.new.title}</h1>
${uploadForm(view, { open, ...(wrong === undefined ? {} : fault?.fault === 'way_closed' ? { wrongWay: wrong } : { wrong }) })}
${whatTheFileNeeds(view, types)}`,
  })
}

interface UploadFormOptions {
  readonly open: readonly BulkDelivery[]
  readonly chosen?: BulkDelivery
  /** What is wrong with the file, and with how people are to be reached. */
  readonly wrong?: string
  readonly wrongWay?: string
}

/** The same form stands wherever a file has to be mended. */
export function uploadForm(view: StaffView, { open, chosen = 'files', wrong, wrongWay }: UploadFormOptions): Raw {
  const words = bulkWords[view.language].new
  // The token comes before the file, so that nobody's file is read without it; so does what the file is checked by.
  return html`<form method="post" action="/staff/bulk/new" enctype="multipart/form-data" novalidate>${csrfField(view)}${open.length > 1 && deliveryRadios(view, { open, chosen, ...(wrongWay === undefined ? {} : { wrongWay }) })}${fileUpload({
    name: 'file',
    label: { text: words.label, classes: 'govuk-label--m' },
    hint: { text: words.hint(numberIn(view.language)(bulkLimits.rows), megabytes) },
    errorMessage: wrong === undefined ? undefined : { text: wrong, visuallyHiddenText: view.language === 'cy' ? 'Gwall' : 'Error' },
    attributes: { accept: '.csv,text/csv', 'data-most-bytes': bulkLimits.bytes, 'data-too-large': words.clientTooLarge(megabytes) },
  })}${button({ text: words.button, id: 'bulk-check' })}</form>`
}

function deliveryRadios(view: StaffView, { open, chosen = 'files', wrongWay }: Pick<UploadFormOptions, 'open' | 'chosen' | 'wrongWay'>): Raw {
  const { new: words, deliveries } = bulkWords[view.language]
  return radios({
    name: 'delivery',
    fieldset: { legend: { text: words.delivery, classes: 'govuk-fieldset__legend--m' } },
    hint: { text: words.deliveryHint },
    errorMessage: wrongWay === undefined ? undefined : { text: wrongWay },
    items: open.map((value) => ({ value, text: deliveries[value] })),
    value: chosen,
  })
}

function whatTheFileNeeds(view: StaffView, types: readonly CredentialType[]): Raw {
  const { new: words, columns } = bulkWords[view.language]
  const explained: readonly BulkColumn[] = ['reference', 'type', 'language']
  return html`<h2 class="govuk-heading-m">${words.format}</h2><p class="govuk-body">${words.formatLead}</p>
${wideTable(words.format, { firstCellIsHeader: true, head: [{ text: words.column }, { text: words.holds }], rows: explained.map((column) => [{ text: columns[column] }, { text: words[column] }]) })}
<p class="govuk-body"><a class="govuk-link" href="/staff/bulk/example.csv" download>${words.template}</a></p>
<h3 class="govuk-heading-s">${words.types}</h3><ul class="govuk-list govuk-list--bullet">${types.map((type) => html`<li>${type.name[view.language]}</li>`)}</ul>`
}

export function faultInWords(fault: UploadFault, language: Language): string {
  const { faults, columns, and } = bulkWords[language]
  const number = numberIn(language)
  const named = (them: readonly string[]): string => them.map((one) => `“${one in columns ? columns[one as BulkColumn] : one}”`).join(` ${and} `)
  switch (fault.fault) {
    case 'too_large':
      return faults.too_large(megabytes)
    case 'too_many_rows':
      return faults.too_many_rows(number(bulkLimits.rows), number(fault.rows))
    case 'missing_columns':
    case 'duplicate_columns':
      return faults[fault.fault](named(fault.columns))
    case 'open_quote':
    case 'long_row':
      return faults[fault.fault](number(fault.row))
    default:
      return faults[fault.fault]
  }
}
