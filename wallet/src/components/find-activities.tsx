import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { activityKinds } from '../domain/activity.ts'
import { everyActivity, type WantedActivities } from '../domain/find-activities.ts'
import { inLanguage, say } from '../words/words.ts'
import { SelectInput } from './select-input.tsx'

interface FindActivitiesProps {
  readonly wanted: WantedActivities
  readonly names: ReadonlyMap<string, Bilingual>
  readonly onWant: (wanted: WantedActivities) => void
}

/** Narrows a record to what happened, with whom, and when. */
export function FindActivities({ wanted, names, onWant }: FindActivitiesProps) {
  const kinds = activityKinds.map((kind) => ({ value: kind, words: say(`activity.kinds.${kind}`) }))
  const people = [...names].map(([value, name]) => ({ value, words: inLanguage(name) })).toSorted((one, other) => one.words.localeCompare(other.words))
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{say('activity.filter')}</span>
      </summary>
      <search class="govuk-details__text wallet-find">
        <SelectInput id="activity-kind" label={say('activity.columnWhat')} value={wanted.kind} any={say('find.anyState')} options={kinds} onChoose={(kind) => onWant({ ...wanted, kind })} />
        <SelectInput id="activity-who" label={say('activity.who')} value={wanted.who} any={say('find.anyState')} options={people} onChoose={(who) => onWant({ ...wanted, who })} />
        <Day id="activity-from" label={say('activity.from')} value={wanted.from} onChange={(from) => onWant({ ...wanted, from })} />
        <Day id="activity-to" label={say('activity.to')} value={wanted.to} onChange={(to) => onWant({ ...wanted, to })} />
        <button type="button" class="wallet-link-button" onClick={() => onWant(everyActivity)}>
          {say('activity.all')}
        </button>
      </search>
    </details>
  )
}

interface DayProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onChange: (day: string) => void
}

const Day = ({ id, label, value, onChange }: DayProps) => (
  <div class="govuk-form-group">
    <label class="govuk-label" for={id}>
      {label}
    </label>
    <input class="govuk-input govuk-input--width-10" id={id} type="date" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
  </div>
)
