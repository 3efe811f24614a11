import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import type { AskedCredential, AskedFact, FittingCredential } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { inLanguage, onDate, say, valueInWords } from '../words/words.ts'

interface AskedPartProps {
  readonly asked: AskedCredential
  readonly chosen: FittingCredential
  /** How the chosen one stands by now; what it said when the request was read, until that is known. */
  readonly standing: Standing | undefined
  readonly ticked: ReadonlySet<AskedFact>
  readonly onChoose: (fitting: FittingCredential) => void
  readonly onTick: (fact: AskedFact, on: boolean) => void
}

/** One credential asked for: which of those that fit, what of it is needed, what may be added, and what stays unseen. */
export function AskedPart({ asked, chosen, standing = chosen.credential.standing, ticked, onChoose, onTick }: AskedPartProps) {
  const { required, optional, unseen } = chosen
  return (
    <>
      {asked.fitting.length === 1 ? null : <Choice asked={asked} chosen={chosen} onChoose={onChoose} />}
      <div role="status">{standing.state === 'active' ? null : <p class="govuk-inset-text">{say('request.standingWarning', { state: say(`state.${standing.state}`) })}</p>}</div>
      <h2 class="govuk-heading-m">{say('request.required')}</h2>
      <SummaryList rows={rowsOf(required)} />
      {optional.length === 0 ? null : <Optional queryId={asked.queryId} facts={optional} ticked={ticked} onTick={onTick} />}
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
    </>
  )
}

function Choice({ asked, chosen, onChoose }: Pick<AskedPartProps, 'asked' | 'chosen' | 'onChoose'>) {
  const nameOf = ({ credential }: FittingCredential): string =>
    say('request.whichOne', { name: inLanguage(credential.name), who: inLanguage(credential.issuer.name), when: onDate(credential.receivedAt) })
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say('request.which')}</h2>
        </legend>
        <div class="govuk-radios">
          {asked.fitting.map((fitting) => (
            <div class="govuk-radios__item" key={fitting.credential.id}>
              <input
                class="govuk-radios__input"
                id={`which-${asked.queryId}-${fitting.credential.id}`}
                name={`which-${asked.queryId}`}
                type="radio"
                checked={fitting === chosen}
                onChange={() => onChoose(fitting)}
              />
              <label class="govuk-label govuk-radios__label" for={`which-${asked.queryId}-${fitting.credential.id}`}>
                {nameOf(fitting)}
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
                  {inLanguage(fact.label)}: {valueInWords(fact.value, fact.valueName)}
                </label>
              </div>
            )
          })}
        </div>
      </fieldset>
    </div>
  )
}
