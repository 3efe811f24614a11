import type { ComponentChildren } from 'preact'
import type { ClaimRow } from '../domain/held-credential.ts'
import { inLanguage, valueInWords } from '../words/words.ts'

interface Row {
  readonly label: string
  readonly value: ComponentChildren
  /** Of the value, where it may be another than the page's. */
  readonly lang?: 'en' | 'cy' | undefined
}

export function SummaryList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl class="govuk-summary-list">
      {rows.map(({ label, value, lang }, index) => (
        // An array's elements share a label.
        <div class="govuk-summary-list__row" key={`${index} ${label}`}>
          <dt class="govuk-summary-list__key">{label}</dt>
          <dd class="govuk-summary-list__value" lang={lang}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Claims as rows, with dates as people write them. */
export const rowsOf = (claims: readonly Pick<ClaimRow, 'label' | 'value' | 'valueName'>[]): Row[] => claims.map(({ label, value, valueName }) => ({ label: inLanguage(label), value: valueInWords(value, valueName) }))
