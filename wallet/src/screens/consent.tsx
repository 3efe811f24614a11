import { useRef, useState } from 'preact/hooks'
import { Heading } from '../components/heading.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import type { AskedFact, ConsentRequest } from '../use-cases/read-request.ts'
import { inLanguage, say, valueInWords } from '../words/words.ts'

// A press this soon after the screen appeared was meant for what was there before.
const tooSoon = 500

interface ConsentProps {
  readonly asked: ConsentRequest
  readonly onShare: (facts: readonly AskedFact[]) => void
  readonly onDecline: () => void
}

/** Who asks for which facts, why, under which law and for how long; then a question with two answers of the same weight. */
export function Consent({ asked, onShare, onDecline }: ConsentProps) {
  const [ticked, setTicked] = useState<ReadonlySet<AskedFact>>(new Set())
  const shownAt = useRef(performance.now())
  const { authority, request, credential, required, optional, unseen } = asked
  const meant = (event: MouseEvent): boolean => event.isTrusted && performance.now() - shownAt.current > tooSoon
  const tick = (fact: AskedFact, on: boolean): void => setTicked(new Set(on ? [...ticked, fact] : [...ticked].filter((one) => one !== fact)))
  return (
    <>
      {request.purpose === null ? null : <p class="govuk-caption-l wallet-caption">{inLanguage(request.purpose.form)}</p>}
      <Heading>{say('request.title', { who: inLanguage(authority.name) })}</Heading>
      <p class="govuk-body">{say('request.checked')}</p>
      {credential.standing.state === 'active' ? null : <p class="govuk-inset-text">{say('request.standingWarning', { state: say(`state.${credential.standing.state}`) })}</p>}
      <h2 class="govuk-heading-m">{say('request.required')}</h2>
      <SummaryList rows={rowsOf(required)} />
      {optional.length === 0 ? null : <Optional facts={optional} ticked={ticked} onTick={tick} />}
      <Purpose asked={asked} />
      {unseen.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">{say('request.unseen')}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {unseen.map((label) => (
              <li key={label.en}>{inLanguage(label)}</li>
            ))}
          </ul>
        </>
      )}
      <div class="govuk-warning-text">
        <span class="govuk-warning-text__icon" aria-hidden="true">
          !
        </span>
        <strong class="govuk-warning-text__text">
          <span class="govuk-visually-hidden">{say('common.warning')}</span> {say('request.warning')}
        </strong>
      </div>
      <div class="govuk-button-group wallet-equal">
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
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset" aria-describedby="optional-hint">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say('request.optional')}</h2>
        </legend>
        <div id="optional-hint" class="govuk-hint">
          {say('request.optionalHint')}
        </div>
        <div class="govuk-checkboxes">
          {facts.map((fact) => (
            <div class="govuk-checkboxes__item" key={fact.path.join('/')}>
              <input class="govuk-checkboxes__input" id={`fact-${fact.path.join('-')}`} type="checkbox" checked={ticked.has(fact)} onChange={(event) => onTick(fact, event.currentTarget.checked)} />
              <label class="govuk-label govuk-checkboxes__label" for={`fact-${fact.path.join('-')}`}>
                {inLanguage(fact.label)}: {valueInWords(fact.value)}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

function Purpose({ asked: { request, credential } }: { readonly asked: ConsentRequest }) {
  const { purpose } = request
  const from = { label: say('request.from'), value: `${inLanguage(credential.name)}, ${inLanguage(credential.issuer.name)}` }
  const reasons =
    purpose === null
      ? []
      : [
          { label: say('request.why'), value: inLanguage(purpose.purpose) },
          { label: say('request.law'), value: inLanguage(purpose.lawful_basis) },
          { label: say('request.howLong'), value: inLanguage(purpose.retention) },
          { label: say('request.contact'), value: purpose.contact },
        ]
  return (
    <>
      <h2 class="govuk-heading-m">{say('request.reasons')}</h2>
      <SummaryList rows={[...reasons, from]} />
    </>
  )
}
