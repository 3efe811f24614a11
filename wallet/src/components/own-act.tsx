import type { Helper } from '../domain/help.ts'
import { say } from '../words/words.ts'
import { ErrorMessage } from './errors.tsx'

interface OwnActProps {
  readonly helper: Helper
  readonly who: string
  /** Names of what would be shared. */
  readonly facts: string
  readonly isDone: boolean
  readonly isMissing: boolean
  readonly onDo: (isDone: boolean) => void
}

/** While somebody helps: words for the helper to read aloud, and an act that is the citizen's own. */
export function OwnAct({ helper: { name }, who, facts, isDone, isMissing, onDo }: OwnActProps) {
  return (
    <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`}>
      <p class="govuk-inset-text">{say('helper.readAloud', { name, who, facts })}</p>
      {isMissing ? <ErrorMessage id="own-act-error">{say('helper.ownActMissing')}</ErrorMessage> : null}
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id="own-act" type="checkbox" checked={isDone} aria-describedby={isMissing ? 'own-act-error' : undefined} onChange={(event) => onDo(event.currentTarget.checked)} />
          <label class="govuk-label govuk-checkboxes__label" for="own-act">
            {say('helper.ownAct', { name })}
          </label>
        </div>
      </div>
    </div>
  )
}
