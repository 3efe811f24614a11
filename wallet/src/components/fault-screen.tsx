import type { Fault, FaultCode } from '../domain/fault.ts'
import { useRoute } from '../routes.ts'
import { faultWords, refusalWords, say } from '../words/words.ts'
import { Heading } from './heading.tsx'
import { Link } from './links.tsx'

/** Nobody is sent back to whoever isn't known. */
const strangers: ReadonlySet<FaultCode> = new Set(['asker_unknown', 'link_not_understood'])

/** What happened, and a way on: again where that can help, and back to the form where there is one. Alone it has no wallet behind it to go to. */
export function FaultScreen({ fault, retry, isAlone = false }: { readonly fault: Fault; readonly retry?: () => void; readonly isAlone?: boolean }) {
  const [title, next] = fault.code === 'answer_refused' ? refusalWords(fault.refusal) : faultWords(fault.code, fault.host)
  const mayHelp = ['not_reachable', 'part_missing', 'storage_full', 'storage_wiped', 'unexpected', 'wallet_outdated'].includes(fault.code)
  return (
    <>
      <Heading hasError>{title}</Heading>
      <p class="govuk-body">{next}</p>
      <div class="govuk-button-group">
        {retry !== undefined && mayHelp ? (
          <button type="button" class="govuk-button" onClick={retry}>
            {say('common.tryAgain')}
          </button>
        ) : null}
        {strangers.has(fault.code) ? null : <WayBack address={fault.wayBack} />}
        {isAlone ? null : <Link to="/">{say('common.goHome')}</Link>}
      </div>
    </>
  )
}

/** Back to the form that sent the citizen here: by the address that its council gave, else the way they came. */
export function WayBack({ address }: { readonly address: string | null }) {
  const { path, cameFromOutside } = useRoute()
  if (address !== null) {
    return (
      <a class="govuk-button" href={address}>
        {say('common.backToForm')}
      </a>
    )
  }
  if (path !== '/authorize' || !cameFromOutside || history.length < 2) return null
  return (
    <button type="button" class="govuk-button" onClick={() => history.back()}>
      {say('common.backToForm')}
    </button>
  )
}
