import { useEffect, useRef, useState } from 'preact/hooks'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import type { Wallet } from '../assemble.ts'
import { FaultScreen, Heading, SummaryList, Waiting } from '../components/parts.tsx'
import { Fault } from '../domain/fault.ts'
import { NothingMatches, type AskedFact, type ConsentRequest } from '../use-cases/read-request.ts'
import { inLanguage, say } from '../words/words.ts'
import { Done } from './offer.tsx'

type Stage =
  | { readonly at: 'looking' }
  | { readonly at: 'consent'; readonly asked: ConsentRequest }
  | { readonly at: 'nothing'; readonly nothing: NothingMatches }
  | { readonly at: 'sharing' }
  | { readonly at: 'returning' }
  | { readonly at: 'shared' }
  | { readonly at: 'declined' }
  | { readonly at: 'fault'; readonly fault: Fault }

// A press this soon after the screen appeared was meant for what was there before.
const tooSoon = 500

export function RequestScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [stage, setStage] = useState<Stage>({ at: 'looking' })
  const failed = (error: unknown): void => {
    if (error instanceof NothingMatches) setStage({ at: 'nothing', nothing: error })
    else if (error instanceof Fault) setStage({ at: 'fault', fault: error })
    else if (error instanceof RequestRefused) setStage({ at: 'fault', fault: new Fault('link_not_understood') })
    else throw error
  }
  const look = (): void => {
    setStage({ at: 'looking' })
    Promise.resolve()
      .then(() => wallet.readRequest(parsePresentationRequest(link)))
      .then((asked) => setStage({ at: 'consent', asked }))
      .catch(failed)
  }
  useEffect(look, [link])
  const goBackTo = (redirect: string | null, otherwise: Stage): void => {
    if (redirect === null) return setStage(otherwise)
    setStage({ at: 'returning' })
    location.replace(redirect)
  }
  const share = (asked: ConsentRequest, facts: readonly AskedFact[]): void => {
    setStage({ at: 'sharing' })
    wallet
      .answerRequest(asked, facts)
      .then((redirect) => goBackTo(redirect, { at: 'shared' }))
      .catch(failed)
  }
  const decline = ({ request, authority }: Pick<ConsentRequest, 'request' | 'authority'>): void => {
    setStage({ at: 'sharing' })
    wallet
      .declineRequest(request, authority)
      .then((redirect) => goBackTo(redirect, { at: 'declined' }))
      .catch(failed)
  }
  switch (stage.at) {
    case 'looking':
      return <Waiting>{say('request.loading')}</Waiting>
    case 'sharing':
      return <Waiting>{say('request.sharing')}</Waiting>
    case 'returning':
      return <Waiting>{say('request.returning')}</Waiting>
    case 'fault':
      return <FaultScreen fault={stage.fault} retry={look} />
    case 'shared':
      return <Done title={say('request.sharedTitle')} body={say('request.sharedBody')} />
    case 'declined':
      return <Done title={say('request.declinedTitle')} body={say('request.declinedBody')} />
    case 'nothing':
      return <Nothing nothing={stage.nothing} onDecline={() => decline(stage.nothing)} />
    case 'consent':
      return <Consent asked={stage.asked} onShare={(facts) => share(stage.asked, facts)} onDecline={() => decline(stage.asked)} />
  }
}

function Nothing({ nothing, onDecline }: { readonly nothing: NothingMatches; readonly onDecline: () => void }) {
  return (
    <>
      <Heading>{say('request.noneTitle', { who: inLanguage(nothing.authority.name) })}</Heading>
      <p class="govuk-body">{say('request.noneBody')}</p>
      <button type="button" class="govuk-button" onClick={onDecline}>
        {say('request.notNow')}
      </button>
    </>
  )
}

interface ConsentProps {
  readonly asked: ConsentRequest
  readonly onShare: (facts: readonly AskedFact[]) => void
  readonly onDecline: () => void
}

function Consent({ asked, onShare, onDecline }: ConsentProps) {
  const [ticked, setTicked] = useState<ReadonlySet<AskedFact>>(new Set())
  const shownAt = useRef(performance.now())
  const { authority, request, credential, required, optional, unseen } = asked
  const meant = (event: MouseEvent): boolean => event.isTrusted && performance.now() - shownAt.current > tooSoon
  const tick = (fact: AskedFact, on: boolean): void => setTicked(new Set(on ? [...ticked, fact] : [...ticked].filter((one) => one !== fact)))
  return (
    <>
      <Heading>{say('request.title', { who: inLanguage(authority.name) })}</Heading>
      <p class="govuk-body">{say('request.checked')}</p>
      {credential.standing.state === 'active' ? null : <p class="govuk-inset-text">{say('request.standingWarning', { state: say(`state.${credential.standing.state}`) })}</p>}
      <h2 class="govuk-heading-m">{say('request.required')}</h2>
      <SummaryList rows={required.map(({ label, value }) => ({ label: inLanguage(label), value }))} />
      {optional.length === 0 ? null : <Optional facts={optional} ticked={ticked} onTick={tick} />}
      <Purpose asked={asked} />
      {unseen.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-s">{say('request.unseen')}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {unseen.map((label) => (
              <li key={label.en}>{inLanguage(label)}</li>
            ))}
          </ul>
        </>
      )}
      <p class="govuk-body">
        <strong>{say('request.warning')}</strong>
      </p>
      <div class="govuk-button-group wallet-equal" data-request={request.state === null ? undefined : 'open'}>
        <button type="button" class="govuk-button" onClick={(event) => meant(event) && onShare([...required, ...ticked])}>
          {say('request.share')}
        </button>
        <button type="button" class="govuk-button" onClick={(event) => meant(event) && onDecline()}>
          {say('request.notNow')}
        </button>
      </div>
    </>
  )
}

function Optional({ facts, ticked, onTick }: { readonly facts: readonly AskedFact[]; readonly ticked: ReadonlySet<AskedFact>; readonly onTick: (fact: AskedFact, on: boolean) => void }) {
  return (
    <fieldset class="govuk-fieldset" aria-describedby="optional-hint">
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{say('request.optional')}</legend>
      <div id="optional-hint" class="govuk-hint">
        {say('request.optionalHint')}
      </div>
      <div class="govuk-checkboxes" data-module="govuk-checkboxes">
        {facts.map((fact) => (
          <div class="govuk-checkboxes__item" key={fact.path.join('/')}>
            <input class="govuk-checkboxes__input" id={`fact-${fact.path.join('-')}`} type="checkbox" checked={ticked.has(fact)} onChange={(event) => onTick(fact, event.currentTarget.checked)} />
            <label class="govuk-label govuk-checkboxes__label" for={`fact-${fact.path.join('-')}`}>
              {inLanguage(fact.label)}: {fact.value}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  )
}

function Purpose({ asked: { request, credential } }: { readonly asked: ConsentRequest }) {
  const { purpose } = request
  const rows = [
    { label: say('request.from'), value: `${inLanguage(credential.name)}, ${inLanguage(credential.issuer.name)}` },
    ...(purpose === null
      ? []
      : [
          { label: say('request.form'), value: inLanguage(purpose.form) },
          { label: say('request.why'), value: inLanguage(purpose.purpose) },
          { label: say('request.law'), value: inLanguage(purpose.lawful_basis) },
          { label: say('request.howLong'), value: inLanguage(purpose.retention) },
          { label: say('request.contact'), value: purpose.contact },
        ]),
  ]
  return <SummaryList rows={rows} />
}
