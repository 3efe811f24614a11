import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { AcquaintanceNote } from '../components/acquaintance.tsx'
import { Contact, PrivacyNotice } from '../components/contact.tsx'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { Heading } from '../components/heading.tsx'
import { OwnAct } from '../components/own-act.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { partsTaken } from '../domain/asked-sets.ts'
import type { AgreedShare, Concern, ConsentRequest, FittingCredential } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { useHelper } from '../helper-mode.ts'
import { atTime, hostOf, inLanguage, say } from '../words/words.ts'
import { AskedSets } from './asked-sets.tsx'
import { Authorised } from './authorised.tsx'
import { useChoices } from './use-choices.ts'

// A press this soon after the screen appeared, or came back to the front, was meant for what was there before: a window that lay over it, and closed between the two presses of a double click.
const tooSoon = 500

interface ConsentProps {
  /** Who of several people answers. */
  readonly whose: ComponentChildren
  readonly asked: ConsentRequest
  /** How credentials stand by now, by id. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly onShare: (shares: readonly AgreedShare[]) => void
  readonly onDecline: () => void
}

/** Who asks for which facts, why, under which law and for how long; then a question with two answers of the same weight. */
export function Consent({ whose, asked: consent, standings, onShare, onDecline }: ConsentProps) {
  const { requester, request, transactions, concerns, asOf, acquaintance } = consent
  const choices = useChoices(consent)
  const helper = useHelper()
  const [isOwnAct, setOwnAct] = useState(false)
  const [hasRead, setHasRead] = useState(concerns.length === 0)
  const [attempt, setAttempt] = useState(0)
  const shownAt = useRef(performance.now())
  useEffect(() => {
    const comesToFront = (): void => void (shownAt.current = performance.now())
    addEventListener('focus', comesToFront)
    return () => removeEventListener('focus', comesToFront)
  }, [])
  const meant = (event: MouseEvent): boolean => event.isTrusted && performance.now() - shownAt.current > tooSoon
  const share = (): void => {
    if (hasRead && choices.unchosen === undefined && (helper === null || isOwnAct)) onShare(choices.shares())
    else setAttempt(attempt + 1)
  }
  const unchosen = attempt > 0 ? choices.unchosen : undefined
  const isUnread = attempt > 0 && !hasRead
  const isNotOwnAct = attempt > 0 && helper !== null && !isOwnAct
  const error = unchosen !== undefined ? { message: say('request.whichMissing'), target: `which-${unchosen.queryId}-0` } : isUnread ? { message: say('request.concernMissing'), target: 'concern' } : isNotOwnAct ? { message: say('helper.ownActMissing'), target: 'own-act' } : null
  return (
    <>
      {error === null ? null : <ErrorSummary message={error.message} target={error.target} attempt={attempt} />}
      {request.purpose === null ? null : <p class="govuk-caption-l wallet-caption">{inLanguage(request.purpose.form)}</p>}
      <Heading hasError={error !== null}>{say('request.title', { who: inLanguage(requester.name) })}</Heading>
      <p class={requester.known.by === 'listing' ? 'govuk-body' : 'govuk-inset-text'}>{howKnown(requester, asOf)}</p>
      {whose}
      <AcquaintanceNote acquaintance={acquaintance} who={requester.name} />
      <Authorised transactions={transactions} />
      <AskedSets consent={consent} choices={choices} standings={standings} missing={unchosen} />
      <Purpose request={request} from={partsTaken(consent, choices.ways).flatMap(choices.chosenFor)} />
      {concerns.length === 0 ? null : <Concerns concerns={concerns} hasRead={hasRead} isMissing={isUnread} onRead={setHasRead} />}
      <div class="govuk-warning-text">
        <span class="govuk-warning-text__icon" aria-hidden="true">
          !
        </span>
        <strong class="govuk-warning-text__text">
          <span class="govuk-visually-hidden">{say('common.warning')}</span> {say(request.otherDevice ? 'request.otherDeviceWarning' : 'request.warning')}
        </strong>
      </div>
      {helper === null ? null : <OwnAct helper={helper} who={inLanguage(requester.name)} facts={choices.shares().flatMap(({ facts }) => facts.map(({ label }) => inLanguage(label))).join(', ')} isDone={isOwnAct} isMissing={isNotOwnAct} onDo={setOwnAct} />}
      <div class="govuk-button-group wallet-equal">
        <button type="button" class="govuk-button" onClick={(event) => meant(event) && share()}>
          {say(transactions.length === 0 ? 'request.share' : 'request.shareAndAgree')}
        </button>
        <button type="button" class="govuk-button" onClick={(event) => meant(event) && onDecline()}>
          {say('request.notNow')}
        </button>
      </div>
    </>
  )
}

/** How we know who it is, with the address to which the answer goes. */
function howKnown({ name, address, known }: ConsentRequest['requester'], asOf: number | null): string {
  const host = hostOf(address)
  if (known.by === 'nobody') return say('request.knownByNobody', { host })
  if (known.by !== 'listing') return say(known.by === 'certificate' ? 'request.knownByCertificate' : 'request.knownByAttestation', { who: inLanguage(name), by: known.of, host })
  return asOf === null ? say('request.checked', { host }) : say('request.asOf', { when: atTime(asOf), host })
}

interface ConcernsProps {
  readonly concerns: readonly Concern[]
  readonly hasRead: boolean
  readonly isMissing: boolean
  readonly onRead: (hasRead: boolean) => void
}

/** What is odd about the request; sharing goes on only by an act of its own. */
function Concerns({ concerns, hasRead, isMissing, onRead }: ConcernsProps) {
  return (
    <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`}>
      {concerns.map((concern) => (
        <p class="govuk-inset-text" key={concern}>
          {say(`request.concern.${concern}`)}
        </p>
      ))}
      {isMissing ? <ErrorMessage id="concern-error">{say('request.concernMissing')}</ErrorMessage> : null}
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id="concern" type="checkbox" checked={hasRead} aria-describedby={isMissing ? 'concern-error' : undefined} onChange={(event) => onRead(event.currentTarget.checked)} />
          <label class="govuk-label govuk-checkboxes__label" for="concern">
            {say('request.concernAct')}
          </label>
        </div>
      </div>
    </div>
  )
}

function Purpose({ request: { purpose, privacyNotice }, from }: { readonly request: ConsentRequest['request']; readonly from: readonly FittingCredential[] }) {
  const sources = from.map(({ credential }) => `${inLanguage(credential.name)}, ${inLanguage(credential.issuer.name)}`)
  const reasons =
    purpose === null
      ? []
      : [
          { label: say('request.why'), value: inLanguage(purpose.purpose) },
          { label: say('request.law'), value: inLanguage(purpose.lawful_basis) },
          { label: say('request.howLong'), value: inLanguage(purpose.retention) },
          { label: say('request.contact'), value: <Contact address={purpose.contact} /> },
        ]
  const notice = privacyNotice === null ? [] : [{ label: say('request.notice'), value: <PrivacyNotice address={privacyNotice} /> }]
  return (
    <>
      <h2 class="govuk-heading-m">{say('request.reasons')}</h2>
      <SummaryList rows={[...reasons, ...notice, { label: say('request.from'), value: [...new Set(sources)].join('; ') }]} />
    </>
  )
}
