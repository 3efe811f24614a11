import { rowsOf, SummaryList } from '../components/summary-list.tsx'
import { holderOf, type AskedCredential, type AskedFact, type FittingCredential } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { inLanguage, onDate, say, valueInWords } from '../words/words.ts'

interface AskedPartProps {
  readonly asked: AskedCredential
  readonly chosen: FittingCredential
  /** How the chosen one stands by now; what it said when the request was read, until that is known. */
  readonly standing: Standing | undefined
  readonly ticked: ReadonlySet<AskedFact>
  readonly isOneOfSeveral: boolean
  /** Whether a spare one is shared, too. */
  readonly isAdded: boolean
  readonly onAdd: (on: boolean) => void
  readonly onChoose: (fitting: FittingCredential) => void
  readonly onTick: (fact: AskedFact, on: boolean) => void
}

/** One credential asked for: which of those that fit, what of it is needed, what may be added, and what stays unseen. */
export function AskedPart({ asked, chosen, standing = chosen.credential.standing, ticked, isOneOfSeveral, isAdded, onAdd, onChoose, onTick }: AskedPartProps) {
  const { required, optional, unseen } = chosen
  // Each of several has a heading above these.
  const Heading = isOneOfSeveral ? 'h3' : 'h2'
  return (
    <div class="wallet-asked">
      {isOneOfSeveral ? <h2 class="govuk-heading-m">{[inLanguage(chosen.credential.name), holderOf(chosen)].filter((part) => part !== '').join(': ')}</h2> : null}
      {asked.isSpare === true ? <Spare queryId={asked.queryId} isAdded={isAdded} onAdd={onAdd} /> : null}
      {asked.fitting.length === 1 ? null : <Choice asked={asked} chosen={chosen} onChoose={onChoose} />}
      <div role="status">{standing.state === 'active' ? null : <p class="govuk-inset-text">{say('request.standingWarning', { state: say(`state.${standing.state}`) })}</p>}</div>
      <Heading class={isOneOfSeveral ? 'govuk-heading-s' : 'govuk-heading-m'}>{say(asked.isSpare === true ? 'request.wouldShare' : 'request.required')}</Heading>
      <SummaryList rows={rowsOf(required)} />
      {optional.length === 0 ? null : <Optional queryId={asked.queryId} facts={optional} ticked={ticked} onTick={onTick} />}
      {unseen.length === 0 ? null : (
        <>
          <Heading class={isOneOfSeveral ? 'govuk-heading-s' : 'govuk-heading-m'}>{say('request.unseen')}</Heading>
          <ul class="govuk-list govuk-list--bullet">
            {unseen.map((label) => (
              <li key={label.en}>{inLanguage(label)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Choice({ asked, chosen, onChoose }: Pick<AskedPartProps, 'asked' | 'chosen' | 'onChoose'>) {
  const nameOf = (fitting: FittingCredential): string => [holderOf(fitting), described(fitting)].filter((part) => part !== '').join(': ')
  const described = ({ credential }: FittingCredential): string =>
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

/** A credential that the form can do without: it stays here unless the citizen says otherwise. */
function Spare({ queryId, isAdded, onAdd }: { readonly queryId: string; readonly isAdded: boolean; readonly onAdd: (on: boolean) => void }) {
  const id = `add-${queryId}`
  return (
    <div class="govuk-form-group">
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id={id} type="checkbox" checked={isAdded} aria-describedby={`${id}-hint`} onChange={(event) => onAdd(event.currentTarget.checked)} />
          <label class="govuk-label govuk-checkboxes__label" for={id}>
            {say('request.add')}
          </label>
          <div id={`${id}-hint`} class="govuk-hint govuk-checkboxes__hint">
            {say('request.addHint')}
          </div>
        </div>
      </div>
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
