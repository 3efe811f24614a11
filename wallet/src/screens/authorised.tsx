import { SummaryList } from '../components/summary-list.tsx'
import type { Transaction } from '../domain/transaction.ts'
import { inLanguage, say } from '../words/words.ts'

/** What sharing does besides telling facts, every part of it. */
export function Authorised({ transactions }: { readonly transactions: readonly Transaction[] }) {
  if (transactions.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">{say('request.authorise')}</h2>
      {transactions.map(({ encoded, inWords }) => (
        <SummaryList key={encoded} rows={rowsOf(inWords)} />
      ))}
    </>
  )
}

function rowsOf(said: Transaction['inWords']): { readonly label: string; readonly value: string }[] {
  if (said.is === 'declaration') return [{ label: say('request.declare'), value: inLanguage(said.statement) }]
  return [
    { label: say('request.pay'), value: `£${said.pounds}` },
    { label: say('request.payTo'), value: inLanguage(said.payee) },
    ...(said.reference === null ? [] : [{ label: say('request.payFor'), value: said.reference }]),
  ]
}
