import { useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { Heading } from '../components/heading.tsx'
import { Link } from '../components/links.tsx'
import { idleLimits } from '../domain/idle-limit.ts'
import { chooseLanguage, language, say } from '../words/words.ts'
import { chooseIdleLimit, idleLimit } from './idle.ts'
import { Install } from './install.tsx'
import { StorageHealth } from './storage-health.tsx'
import { useLock } from './use-lock.ts'

export function SettingsScreen({ wallet }: { readonly wallet: Wallet }) {
  useLock(wallet.lock)
  return (
    <>
      <Heading>{say('settings.title')}</Heading>
      <Choice name="language" legend={say('settings.language')} options={[{ value: 'en', label: 'English', lang: 'en' }, { value: 'cy', label: 'Cymraeg', lang: 'cy' }]} chosen={language()} onChoose={(one) => void chooseLanguage(one === 'cy' ? 'cy' : 'en')} />
      {wallet.session === null ? <OwnWallet wallet={wallet} /> : null}
      <h2 class="govuk-heading-m">{say('helper.title')}</h2>
      <p class="govuk-body">
        <Link to="/helper">{say('helper.settings')}</Link>
      </p>
      <h2 class="govuk-heading-m">{say('settings.about')}</h2>
      <p class="govuk-body">{say(wallet.session === null ? 'settings.aboutBody' : 'session.explained')}</p>
    </>
  )
}

/** What keeps a wallet that stays: nothing of it is asked for on a computer that isn't the citizen's. */
const OwnWallet = ({ wallet }: { readonly wallet: Wallet }) => (
  <>
    <Lock wallet={wallet} />
    <h2 class="govuk-heading-m">{say('people.title')}</h2>
    <p class="govuk-body">
      <Link to="/people">{say('people.settings')}</Link>
    </p>
    <StorageHealth wallet={wallet} />
    <h2 class="govuk-heading-m">{say('settings.installTitle')}</h2>
    <Install />
  </>
)

function Lock({ wallet: { lock } }: { readonly wallet: Wallet }) {
  const [minutes, setMinutes] = useState(idleLimit())
  const isLockable = lock.protections().length > 0
  const choose = (value: string): void => {
    const chosen = idleLimits.find((one) => String(one) === value)
    if (chosen === undefined) return
    chooseIdleLimit(chosen)
    setMinutes(chosen)
  }
  return (
    <>
      <h2 class="govuk-heading-m">{say('lock.title')}</h2>
      <p class="govuk-body">
        <Link to="/lock">{say(isLockable ? 'settings.changeLock' : 'lock.promptSet')}</Link>
      </p>
      {isLockable ? <Choice name="idle" legend={say('settings.idle')} options={idleLimits.map((one) => ({ value: String(one), label: say('settings.idleMinutes', { minutes: one }) }))} chosen={String(minutes)} onChoose={choose} /> : null}
    </>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly legend: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly lang?: string }[]
  readonly chosen: string
  readonly onChoose: (value: string) => void
}

function Choice({ name, legend, options, chosen, onChoose }: ChoiceProps) {
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{legend}</h2>
        </legend>
        <div class="govuk-radios govuk-radios--inline">
          {options.map(({ value, label, lang }) => (
            <div class="govuk-radios__item" key={value}>
              <input class="govuk-radios__input" type="radio" name={name} id={`${name}-${value}`} checked={chosen === value} onChange={() => onChoose(value)} />
              <label class="govuk-label govuk-radios__label" for={`${name}-${value}`} lang={lang}>
                {label}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}
