import { useState } from 'preact/hooks'
import { Openers } from '../components/openers.tsx'
import type { VaultLock } from '../domain/vault-lock.ts'
import { say } from '../words/words.ts'

/** The way in. Where the citizen was going stays in the address, and is there once it is open. */
export function UnlockScreen({ lock }: { readonly lock: VaultLock }) {
  const onTry: Parameters<typeof Openers>[0]['onTry'] = async (opener) => {
    const attempt = await lock.unlock(opener)
    return attempt.is === 'opened' ? null : attempt
  }
  return (
    <>
      <Openers title={say('unlock.title')} hint={say('unlock.hint')} protections={lock.protections()} onTry={onTry} />
      <Lost lock={lock} />
    </>
  )
}

/** For who can't: nobody else can open it either, so all there is is to begin again. */
function Lost({ lock }: { readonly lock: VaultLock }) {
  const [isSure, setSure] = useState(false)
  const erase = (): void => void lock.erase().then(() => location.replace('/'))
  return (
    <details class="govuk-details">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{say('unlock.lost')}</span>
      </summary>
      <div class="govuk-details__text">
        <p class="govuk-body">{say('unlock.lostBody')}</p>
        <div class="govuk-form-group">
          <div class="govuk-checkboxes govuk-checkboxes--small">
            <div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" id="erase-sure" type="checkbox" checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} />
              <label class="govuk-label govuk-checkboxes__label" for="erase-sure">
                {say('unlock.eraseSure')}
              </label>
            </div>
          </div>
        </div>
        {isSure ? (
          <button type="button" class="govuk-button govuk-button--warning" onClick={erase}>
            {say('unlock.erase')}
          </button>
        ) : null}
      </div>
    </details>
  )
}
