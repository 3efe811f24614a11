import { useRef, useState } from 'preact/hooks'
import { AcquaintanceNote } from '../components/acquaintance.tsx'
import { Contact, PrivacyNotice } from '../components/contact.tsx'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { Heading } from '../components/heading.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import type { AgreedShare, AskedCredential, AskedFact, Concern, ConsentRequest, FittingCredential } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { atTime, hostOf, inLanguage, say } from '../words/words.ts'
import { AskedPart } from './asked-credential.tsx'
import { Authorised } from './authorised.tsx'

// A press this soon after the screen appeared was meant for what was there before.
const tooSoon = 500

interface ConsentProps {
  readonly asked: ConsentRequest
  /** How credentials stand by now, by id. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly onShare: (shares: readonly AgreedShare[]) => void
  readonly onDecline: () => void
}

/** Who asks for which facts, why, under which law and for how long; then a question with two answers of the same weight. */
export function Consent({ asked: { requester, request, asked, transactions, concerns, asOf, acquaintance }, standings, onShare, onDecline }: ConsentProps) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, FittingCredential>>(new Map())
  const [ticked, setTicked] = useState<ReadonlySet<AskedFact>>(new Set())
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set())
  const [hasRead, setHasRead] = useState(concerns.length === 0)
  const [attempt, setAttempt] = useState(0)
  const shownAt = useRef(performance.now())
  const meant = (event: MouseEvent): boolean => event.isTrusted && performance.now() - shownAt.current > tooSoon
  const chosenFor = ({ queryId, fitting: [best] }: AskedCredential): FittingCredential => chosen.get(queryId) ?? best
  const tick = (fact: AskedFact, on: boolean): void => setTicked(new Set(on ? [...ticked, fact] : [...ticked].filter((one) => one !== fact)))
  const add = (queryId: string, on: boolean): void => setAdded(new Set(on ? [...added, queryId] : [...added].filter((one) => one !== queryId)))
  const shared = asked.filter(({ queryId, isSpare }) => isSpare !== true || added.has(queryId))
  const share = (): void => {
    if (!hasRead) return setAttempt(attempt + 1)
    onShare(
      shared.map((part) => {
        const { credential, required, optional } = chosenFor(part)
        return { queryId: part.queryId, credential, facts: [...required, ...optional.filter((fact) => ticked.has(fact))] }
      }),
    )
  }
  const isMissing = attempt > 0 && !hasRead
  return (
    <>
      {isMissing ? <ErrorSummary message={say('request.concernMissing')} target="concern" attempt={attempt} /> : null}
      {request.purpose === null ? null : <p class="govuk-caption-l wallet-caption">{inLanguage(request.purpose.form)}</p>}
      <Heading hasError={isMissing}>{say('request.title', { who: inLanguage(requester.name) })}</Heading>
      <p class="govuk-body">{howKnown(requester, asOf)}</p>
      <AcquaintanceNote acquaintance={acquaintance} who={requester.name} />
      <Authorised transactions={transactions} />
      {asked.map((part) => (
        <AskedPart key={part.queryId} asked={part} isOneOfSeveral={asked.length > 1} isAdded={added.has(part.queryId)} onAdd={(on) => add(part.queryId, on)} chosen={chosenFor(part)} standing={standings.get(chosenFor(part).credential.id)} ticked={ticked} onChoose={(fitting) => setChosen(new Map([...chosen, [part.queryId, fitting]]))} onTick={tick} />
      ))}
      <Purpose request={request} from={shared.map(chosenFor)} />
      {concerns.length === 0 ? null : <Concerns concerns={concerns} hasRead={hasRead} isMissing={isMissing} onRead={setHasRead} />}
      <div class="govuk-warning-text">
        <span class="govuk-warning-text__icon" aria-hidden="true">
          !
        </span>
        <strong class="govuk-warning-text__text">
          <span class="govuk-visually-hidden">{say('common.warning')}</span> {say(request.otherDevice ? 'request.otherDeviceWarning' : 'request.warning')}
        </strong>
      </div>
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
