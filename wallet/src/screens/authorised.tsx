import { SummaryList } from '../components/summary-list.tsx'
import type { Transaction } from '../domain/transaction.ts'
import { say } from '../words/words.ts'
import { authorisedRows } from './authorised-rows.ts'

/** What sharing does besides telling facts, every part of it. */
export function Authorised({ transactions }: { readonly transactions: readonly Transaction[] }) {
  if (transactions.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">{say('request.authorise')}</h2>
      {transactions.map(({ encoded, inWords }) => (
        <SummaryList key={encoded} rows={authorisedRows(inWords)} />
      ))}
    </>
  )
}
