import type { Wallet } from '../assemble.ts'
import type { WaitingIssuance } from '../domain/waiting-issuance.ts'
import { inLanguage, say } from '../words/words.ts'
import { Card } from './card.tsx'

/** A credential that its council is still preparing; or that never comes, with what to do then. */
export function WaitingCard({ wallet, waiting }: { readonly wallet: Pick<Wallet, 'giveUpWaiting'>; readonly waiting: WaitingIssuance }) {
  const names = { name: inLanguage(waiting.name), who: inLanguage(waiting.issuer.name) }
  return (
    <Card name={waiting.name} issuer={waiting.issuer.name} card={waiting.card}>
      <p class="govuk-body">
        <strong class={`govuk-tag govuk-tag--${waiting.ended === undefined ? 'blue' : 'red'}`}>{say(waiting.ended === undefined ? 'waiting.tag' : 'waiting.endedTag')}</strong>
      </p>
      {waiting.ended === undefined ? (
        <>
          <p class="govuk-body">{say('waiting.preparing', names)}</p>
          <p class="govuk-body-s">{say('waiting.asksItself')}</p>
        </>
      ) : (
        <>
          <p class="govuk-body">{say(waiting.ended === 'refused' ? 'waiting.refused' : 'waiting.tooLate', names)}</p>
          <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void wallet.giveUpWaiting(waiting)}>
            {say('waiting.remove', names)}
          </button>
        </>
      )}
    </Card>
  )
}
