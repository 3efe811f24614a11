import { useState } from 'preact/hooks'
import { weaknessOf } from '../domain/vault-lock.ts'
import { say } from '../words/words.ts'
import { ErrorSummary } from './errors.tsx'
import { PassphraseInput, ShowPassphrase } from './passphrase-input.tsx'

type Wrong = { readonly in: 'new-passphrase' | 'same-passphrase'; readonly message: string }

/** A passphrase, typed twice: a slip would lock out for good. */
export function NewPassphrase({ isOnlyWay, onSet, action = say('lock.setPassphrase') }: { readonly isOnlyWay: boolean; readonly onSet: (passphrase: string) => Promise<void>; readonly action?: string }) {
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [isShown, setShown] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const [wrong, setWrong] = useState<Wrong | null>(null)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const found = wrongIn(first, second)
    setWrong(found)
    setAttempt(attempt + 1)
    if (found !== null) return
    void onSet(first).then(() => {
      setFirst('')
      setSecond('')
    })
  }
  const errorOf = (id: Wrong['in']): string | null => (wrong?.in === id ? wrong.message : null)
  return (
    <form onSubmit={submit} noValidate>
      {wrong === null ? null : <ErrorSummary message={wrong.message} target={wrong.in} attempt={attempt} />}
      <p class="govuk-body">{say('lock.passphraseHint')}</p>
      <PassphraseInput id="new-passphrase" label={say('lock.newPassphrase')} hint={say('lock.newPassphraseHint')} error={errorOf('new-passphrase')} value={first} isShown={isShown} autoComplete="new-password" onInput={setFirst} />
      <PassphraseInput id="same-passphrase" label={say('lock.samePassphrase')} error={errorOf('same-passphrase')} value={second} isShown={isShown} autoComplete="new-password" onInput={setSecond} />
      <ShowPassphrase id="show-new-passphrase" isShown={isShown} onShow={setShown} />
      <button type="submit" class={`govuk-button ${isOnlyWay ? '' : 'govuk-button--secondary'}`}>
        {action}
      </button>
    </form>
  )
}

function wrongIn(first: string, second: string): Wrong | null {
  const weakness = weaknessOf(first)
  if (weakness !== null) return { in: 'new-passphrase', message: say(`lock.weak.${weakness}`) }
  return first === second ? null : { in: 'same-passphrase', message: say('lock.notSame') }
}
