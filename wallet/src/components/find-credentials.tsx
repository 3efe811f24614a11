import type { Wanted } from '../domain/find-credentials.ts'
import { standingStates } from '../domain/held-credential.ts'
import { say } from '../words/words.ts'
import { SelectInput } from './select-input.tsx'

interface FindCredentialsProps {
  readonly wanted: Wanted
  readonly found: number
  readonly onWant: (wanted: Wanted) => void
}

/** Narrows a long list while it is typed; how many are left is told. */
export function FindCredentials({ wanted, found, onWant }: FindCredentialsProps) {
  return (
    <search class="wallet-find wallet-screen-only">
      <div class="govuk-form-group">
        <label class="govuk-label" for="find-text">
          {say('find.text')}
        </label>
        <input class="govuk-input" id="find-text" type="search" autoComplete="off" spellcheck={false} value={wanted.text} onInput={(event) => onWant({ ...wanted, text: event.currentTarget.value })} />
      </div>
      <SelectInput id="find-state" label={say('find.state')} value={wanted.state} any={say('find.anyState')} options={standingStates.map((state) => ({ value: state, words: say(`state.${state}`) }))} onChoose={(state) => onWant({ ...wanted, state })} />
      <p class="govuk-body" role="status">
        {say('find.found', { count: found })}
      </p>
    </search>
  )
}
