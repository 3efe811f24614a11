import { partsNeeded, type AskedSet } from '../domain/asked-sets.ts'
import type { AskedCredential, ConsentRequest } from '../domain/consent.ts'
import type { Standing } from '../domain/held-credential.ts'
import { inLanguage, say } from '../words/words.ts'
import { AskedPart } from './asked-credential.tsx'
import type { Choices } from './use-choices.ts'

interface AskedSetsProps {
  readonly consent: Pick<ConsentRequest, 'asked' | 'sets'>
  readonly choices: Choices
  /** How credentials stand by now, by id. */
  readonly standings: ReadonlyMap<string, Standing>
  /** The part of which nothing was chosen when Share was pressed. */
  readonly missing: AskedCredential | undefined
}

/** Everything asked for: what the form needs, by whichever way the citizen takes, then what it can do without. */
export function AskedSets({ consent, choices, standings, missing }: AskedSetsProps) {
  const { asked, sets } = consent
  const needed = partsNeeded(consent, choices.ways)
  const spares = sets.flatMap((set, place) => {
    const way = choices.ways.get(set) ?? set.options[0]
    const parts = set.isNeeded ? [] : asked.filter((part) => way.includes(part.queryId) && !needed.includes(part))
    return parts.length === 0 ? [] : [{ set, place, parts }]
  })
  const isOneOfSeveral = needed.length + spares.length > 1
  const shared = { choices, standings, isOneOfSeveral }
  return (
    <>
      {sets.map((set, place) => (set.isNeeded && set.options.length > 1 ? <Ways key={place} set={set} place={place} asked={asked} choices={choices} /> : null))}
      {needed.map((part) => (
        <AskedPart key={part.queryId} asked={part} isMissing={part === missing} {...shared} />
      ))}
      {spares.map(({ set, place, parts }) =>
        parts.map((part, index) => (
          <AskedPart key={`${place} ${part.queryId}`} asked={part} isMissing={part === missing} spare={index === 0 ? <Spare set={set} place={place} asked={asked} choices={choices} /> : null} {...shared} />
        )),
      )}
    </>
  )
}

interface WaysProps {
  readonly set: AskedSet
  readonly place: number
  readonly asked: readonly AskedCredential[]
  readonly choices: Choices
}

/** One of several combinations of credentials, each by their names. */
function Ways({ set, place, asked, choices }: WaysProps) {
  const taken = choices.ways.get(set) ?? set.options[0]
  const named = set.options.map((way) => namesOf(way, asked))
  // Two ways through the same credentials differ in what they tell.
  const nameOf = (index: number): string => [named[index] ?? '', ...(named.filter((name) => name === named[index]).length > 1 ? [factsOf(set.options[index] ?? [], asked)] : [])].join(': ')
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say('request.whichWay')}</h2>
        </legend>
        <div class="govuk-radios">
          {set.options.map((way, index) => (
            <div class="govuk-radios__item" key={way.join(' ')}>
              <input class="govuk-radios__input" id={`way-${place}-${index}`} name={`way-${place}`} type="radio" checked={way === taken} onChange={() => choices.take(set, way)} />
              <label class="govuk-label govuk-radios__label" for={`way-${place}-${index}`}>
                {nameOf(index)}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

const partsOf = (way: readonly string[], asked: readonly AskedCredential[]) => asked.filter(({ queryId }) => way.includes(queryId)).map(({ fitting: [best] }) => best)
const namesOf = (way: readonly string[], asked: readonly AskedCredential[]): string => partsOf(way, asked).map(({ credential }) => inLanguage(credential.name)).join(' + ')
const factsOf = (way: readonly string[], asked: readonly AskedCredential[]): string => [...new Set(partsOf(way, asked).flatMap(({ required }) => required.map(({ label }) => inLanguage(label))))].join(', ')

/** What the form can do without: it stays here unless the citizen says otherwise. */
function Spare({ set, place, asked, choices }: WaysProps) {
  const id = `add-${set.options[0].join('-')}`
  const isAdded = choices.ways.has(set)
  return (
    <>
      <div class="govuk-form-group">
        <div class="govuk-checkboxes">
          <div class="govuk-checkboxes__item">
            <input class="govuk-checkboxes__input" id={id} type="checkbox" checked={isAdded} aria-describedby={`${id}-hint`} onChange={(event) => choices.take(set, event.currentTarget.checked ? set.options[0] : null)} />
            <label class="govuk-label govuk-checkboxes__label" for={id}>
              {say('request.add')}
            </label>
            <div id={`${id}-hint`} class="govuk-hint govuk-checkboxes__hint">
              {say('request.addHint')}
            </div>
          </div>
        </div>
      </div>
      {isAdded && set.options.length > 1 ? <Ways set={set} place={place} asked={asked} choices={choices} /> : null}
    </>
  )
}
