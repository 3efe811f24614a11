import { useEffect, useState } from 'preact/hooks'
import { Heading } from '../components/parts.tsx'
import { chooseLanguage, language, say } from '../words/words.ts'

export function SettingsScreen() {
  const [persisted, setPersisted] = useState<boolean | null>(null)
  useEffect(() => void navigator.storage?.persisted?.().then(setPersisted), [])
  const keep = (): void => void navigator.storage.persist().then(setPersisted)
  return (
    <>
      <Heading>{say('settings.title')}</Heading>
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{say('settings.language')}</legend>
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
      <h2 class="govuk-heading-m govuk-!-margin-top-6">{say('settings.storage')}</h2>
      <p class="govuk-body">{persisted === true ? say('settings.persisted') : say('settings.notPersisted')}</p>
      {persisted === true ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={keep}>
          {say('settings.keepSafe')}
        </button>
      )}
      <h2 class="govuk-heading-m">{say('settings.about')}</h2>
      <p class="govuk-body">{say('settings.aboutBody')}</p>
    </>
  )
}
