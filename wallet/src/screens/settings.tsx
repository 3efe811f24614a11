import { useEffect, useState } from 'preact/hooks'
import { Heading } from '../components/heading.tsx'
import { chooseLanguage, language, say } from '../words/words.ts'
import { Install } from './install.tsx'

export function SettingsScreen() {
  return (
    <>
      <Heading>{say('settings.title')}</Heading>
      <Language />
      <Storage />
      <h2 class="govuk-heading-m">{say('settings.installTitle')}</h2>
      <Install />
      <h2 class="govuk-heading-m">{say('settings.about')}</h2>
      <p class="govuk-body">{say('settings.aboutBody')}</p>
    </>
  )
}

function Language() {
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{say('settings.language')}</h2>
        </legend>
        <div class="govuk-radios govuk-radios--inline">
          {(['en', 'cy'] as const).map((one) => (
            <div class="govuk-radios__item" key={one}>
              <input class="govuk-radios__input" type="radio" name="language" id={`language-${one}`} checked={language() === one} onChange={() => void chooseLanguage(one)} />
              <label class="govuk-label govuk-radios__label" for={`language-${one}`} lang={one}>
                {one === 'en' ? 'English' : 'Cymraeg'}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}

function Storage() {
  const [isKept, setKept] = useState<boolean | null>(null)
  const [wasAsked, setAsked] = useState(false)
  useEffect(() => void navigator.storage?.persisted?.().then(setKept), [])
  const ask = (): void =>
    void navigator.storage.persist().then((agreed) => {
      setKept(agreed)
      setAsked(true)
    })
  return (
    <>
      <h2 class="govuk-heading-m">{say('settings.storage')}</h2>
      <p class="govuk-body" role="status">
        {isKept === true ? say('settings.persisted') : wasAsked ? say('settings.stillNotPersisted') : say('settings.notPersisted')}
      </p>
      {isKept === true || wasAsked ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={ask}>
          {say('settings.keepSafe')}
        </button>
      )}
    </>
  )
}
