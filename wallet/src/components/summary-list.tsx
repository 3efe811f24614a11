import type { ComponentChildren } from 'preact'
import type { ClaimLeaf } from '../domain/claim-leaves.ts'
import { inLanguage } from '../words/words.ts'
import { ClaimValue } from './claim-value.tsx'

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
export const rowsOf = (claims: readonly Pick<ClaimLeaf, 'label' | 'value' | 'valueName'>[]): Row[] => claims.map((claim) => ({ label: inLanguage(claim.label), value: <ClaimValue {...claim} /> }))
