import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { ErrorMessage, ErrorSummary } from '../components/errors.tsx'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { helpMinutes, longestHelperName } from '../domain/help.ts'
import { go } from '../routes.ts'
import { say } from '../words/words.ts'
import { beginHelp } from '../helper-mode.ts'

/** Where the citizen says that somebody helps them: who, and for how long. */
export function HelperScreen({ wallet }: { readonly wallet: Wallet }) {
  const [name, setName] = useState('')
  const [minutes, setMinutes] = useState<number>(helpMinutes[0])
  const [attempt, setAttempt] = useState(0)
  const isMissing = attempt > 0 && name.trim() === ''
  const begin = (event: SubmitEvent): void => {
    event.preventDefault()
    setAttempt(attempt + 1)
    if (name.trim() === '') return
    beginHelp(name.trim().slice(0, longestHelperName), minutes)
    go('/')
  }
  return (
    <>
      <Link to="/settings" class="govuk-back-link">
        {say('common.back')}
      </Link>
      {isMissing ? <ErrorSummary message={say('helper.nameMissing')} target="helper-name" attempt={attempt} /> : null}
      <Heading hasError={isMissing}>{say('helper.title')}</Heading>
      <p class="govuk-body">{say('helper.explained')}</p>
      {wallet.lock.protections().length > 0 ? null : <p class="govuk-inset-text">{say('helper.noLock')}</p>}
      <form onSubmit={begin} noValidate>
        <div class={`govuk-form-group ${isMissing ? 'govuk-form-group--error' : ''}`}>
          <label class="govuk-label govuk-label--s" for="helper-name">
            {say('helper.name')}
          </label>
          <div class="govuk-hint" id="helper-name-hint">
            {say('helper.nameHint')}
          </div>
          {isMissing ? <ErrorMessage id="helper-name-error">{say('helper.nameMissing')}</ErrorMessage> : null}
          <input class={`govuk-input ${isMissing ? 'govuk-input--error' : ''}`} id="helper-name" type="text" autoComplete="off" spellcheck={false} maxLength={longestHelperName} aria-describedby={isMissing ? 'helper-name-hint helper-name-error' : 'helper-name-hint'} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </div>
        <div class="govuk-form-group">
          <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{say('helper.howLong')}</legend>
            <div class="govuk-radios govuk-radios--inline">
              {helpMinutes.map((one) => (
                <div class="govuk-radios__item" key={one}>
                  <input class="govuk-radios__input" type="radio" name="helper-minutes" id={`helper-${one}`} checked={minutes === one} onChange={() => setMinutes(one)} />
                  <label class="govuk-label govuk-radios__label" for={`helper-${one}`}>
                    {say('settings.idleMinutes', { minutes: one })}
                  </label>
                </div>
              ))}
            </div>
          </fieldset>
        </div>
        <button type="submit" class="govuk-button">
          {say('helper.begin')}
        </button>
      </form>
    </>
  )
}
