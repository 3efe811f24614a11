import type { ComponentChildren } from 'preact'
import { ActsFor } from '../components/acts-for.tsx'
import { saidOrHidden } from '../components/claim-value.tsx'
import { ErrorMessage } from '../components/errors.tsx'
import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { holderOf, type AskedCredential, type AskedFact, type FittingCredential } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { inLanguage, onDate, say, valueInWords } from '../words/words.ts'
import type { Choices } from './use-choices.ts'

interface AskedPartProps {
  readonly asked: AskedCredential
  readonly choices: Choices
  /** How credentials stand by now, by id; what each said when the request was read, until that is known. */
  readonly standings: ReadonlyMap<string, Standing>
  readonly isOneOfSeveral: boolean
  readonly isMissing: boolean
  /** What adds it, where the form can do without. */
  readonly spare?: ComponentChildren
}

/** One credential asked for: which of those that fit, what of it is needed, what may be added, and what stays unseen. */
export function AskedPart({ asked, choices, standings, isOneOfSeveral, isMissing, spare }: AskedPartProps) {
  const chosen = choices.chosenFor(asked)
  const { credential } = chosen[0] ?? asked.fitting[0]
  const name = isOneOfSeveral ? [inLanguage(credential.name), ...(chosen.length === 1 ? chosen.map(holderSaid) : [])].filter((part) => part !== '').join(': ') : null
  return (
    <div class="wallet-asked">
      {name === null ? null : <h2 class="govuk-heading-m">{name}</h2>}
      {spare}
      {asked.fitting.length === 1 ? null : <Choice asked={asked} chosen={chosen} isMissing={isMissing} onChoose={(fitting, on) => choices.choose(asked, fitting, on)} />}
      {chosen.map((fitting) => (
        <Facts key={fitting.credential.id} asked={asked} fitting={fitting} choices={choices} standing={standings.get(fitting.credential.id) ?? fitting.credential.standing} isLesser={isOneOfSeveral} isSpare={spare !== undefined} isNamed={chosen.length > 1} />
      ))}
    </div>
  )
}

interface FactsProps {
  readonly asked: AskedCredential
  readonly fitting: FittingCredential
  readonly choices: Choices
  readonly standing: Standing
  /** Whether a heading stands above these. */
  readonly isLesser: boolean
  readonly isSpare: boolean
  /** Whether it has to be said of which credential these are. */
  readonly isNamed: boolean
}

function Facts({ asked, fitting, choices: { ticked, tick }, standing, isLesser, isSpare, isNamed }: FactsProps) {
  const { required, unasked, optional, unseen } = fitting
  const Heading = isLesser ? 'h3' : 'h2'
  const size = isLesser ? 'govuk-heading-s' : 'govuk-heading-m'
  const id = isNamed ? `${asked.queryId}-${fitting.credential.id}` : asked.queryId
  return (
    <>
      <div role="status">{standing.state === 'active' ? null : <p class="govuk-inset-text">{say('request.standingWarning', { state: say(`state.${standing.state}`) })}</p>}</div>
      <Heading class={size}>{[say(isSpare ? 'request.wouldShare' : 'request.required'), ...(isNamed ? [nameOf(fitting, asked.fitting)] : [])].join(': ')}</Heading>
      <ActsFor held={fitting.credential} />
      <SummaryList rows={rowsOf(required.filter((fact) => !unasked.includes(fact)))} />
      {unasked.length === 0 ? null : (
        <>
          <Heading class={size}>{say('request.unasked')}</Heading>
          <SummaryList rows={rowsOf(unasked)} />
        </>
      )}
      {optional.length === 0 ? null : <Optional queryId={id} facts={optional} ticked={ticked} onTick={tick} />}
      {unseen.length === 0 ? null : (
        <>
          <Heading class={size}>{say('request.unseen')}</Heading>
          <ul class="govuk-list govuk-list--bullet">
            {unseen.map((label) => (
              <li key={label.en}>{inLanguage(label)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const described = ({ credential }: FittingCredential): string => say('request.whichOne', { name: inLanguage(credential.name), who: inLanguage(credential.issuer.name), when: onDate(credential.receivedAt) })
const holderSaid = (fitting: FittingCredential): string => (holderOf(fitting) === '' ? '' : saidOrHidden(holderOf(fitting)))
const calledBy = (fitting: FittingCredential): string => [holderSaid(fitting), described(fitting)].filter((part) => part !== '').join(': ')

/** By its place among them where another is called the same, as all of one type are while their values are hidden. */
function nameOf(one: FittingCredential, all: AskedCredential['fitting']): string {
  const name = calledBy(one)
  return all.filter((other) => calledBy(other) === name).length === 1 ? name : say('request.whichOf', { name, place: all.indexOf(one) + 1, all: all.length })
}

interface ChoiceProps {
  readonly asked: AskedCredential
  readonly chosen: readonly FittingCredential[]
  readonly isMissing: boolean
  readonly onChoose: (fitting: FittingCredential, on: boolean) => void
}

/** One of those that fit, or any number of them where the form takes several. */
function Choice({ asked, chosen, isMissing, onChoose }: ChoiceProps) {
  const { queryId, mayBeSeveral, fitting } = asked
  const [kind, type] = mayBeSeveral ? (['checkboxes', 'checkbox'] as const) : (['radios', 'radio'] as const)
  return (
    <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`}>
      <fieldset class="govuk-fieldset" aria-describedby={isMissing ? `which-${queryId}-error` : undefined}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say(mayBeSeveral ? 'request.whichOnes' : 'request.which')}</h2>
        </legend>
        {isMissing ? <ErrorMessage id={`which-${queryId}-error`}>{say('request.whichMissing')}</ErrorMessage> : null}
        <div class={`govuk-${kind}`}>
          {fitting.map((one, index) => (
            <div class={`govuk-${kind}__item`} key={one.credential.id}>
              <input class={`govuk-${kind}__input`} id={`which-${queryId}-${index}`} name={`which-${queryId}`} type={type} checked={chosen.includes(one)} onChange={(event) => onChoose(one, event.currentTarget.checked)} />
              <label class={`govuk-label govuk-${kind}__label`} for={`which-${queryId}-${index}`}>
                {nameOf(one, fitting)}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

interface OptionalProps {
  readonly queryId: string
  readonly facts: readonly AskedFact[]
  readonly ticked: ReadonlySet<AskedFact>
  readonly onTick: (fact: AskedFact, on: boolean) => void
}

function Optional({ queryId, facts, ticked, onTick }: OptionalProps) {
  const hint = `optional-hint-${queryId}`
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset" aria-describedby={hint}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say('request.optional')}</h2>
        </legend>
        <div id={hint} class="govuk-hint">
          {say('request.optionalHint')}
        </div>
        <div class="govuk-checkboxes">
          {facts.map((fact) => {
            const id = ['fact', queryId, ...fact.path].join('-')
            return (
              <div class="govuk-checkboxes__item" key={id}>
                <input class="govuk-checkboxes__input" id={id} type="checkbox" checked={ticked.has(fact)} onChange={(event) => onTick(fact, event.currentTarget.checked)} />
                <label class="govuk-label govuk-checkboxes__label" for={id}>
                  {inLanguage(fact.label)}: {saidOrHidden(valueInWords(fact.value, fact.valueName))}
                </label>
              </div>
            )
          })}
        </div>
      </fieldset>
    </div>
  )
}
