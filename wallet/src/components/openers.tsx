import { useState } from 'preact/hooks'
import type { Attempt, Opener, Protection } from '../domain/vault-lock.ts'
import { say } from '../words/words.ts'
import { ErrorSummary } from './errors.tsx'
import { Heading } from './heading.tsx'
import { PassphraseInput, ShowPassphrase } from './passphrase-input.tsx'

interface OpenersProps {
  readonly title: string
  readonly hint: string
  readonly protections: readonly Protection[]
  /** Answers null when it worked. */
  readonly onTry: (opener: Opener) => Promise<Exclude<Attempt, { readonly is: 'opened' }> | null>
}

type Trouble = Exclude<Attempt, { readonly is: 'opened' }> | { readonly is: 'missing' }

/** The ways to show that the wallet is yours: its passkey in one press, or its passphrase. */
export function Openers({ title, hint, protections, onTry }: OpenersProps) {
  const [passphrase, setPassphrase] = useState('')
  const [isShown, setShown] = useState(false)
  const [isWorking, setWorking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [attempt, setAttempt] = useState(0)
  const has = (kind: Protection['kind']): boolean => protections.some((one) => one.kind === kind)
  const attemptTo = async (opener: Opener): Promise<void> => {
    if (isWorking) return
    setWorking(true)
    setTrouble(null)
    const failed = await onTry(opener).finally(() => setWorking(false))
    if (failed === null) return
    setTrouble(failed)
    setAttempt((count) => count + 1)
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (passphrase.trim() !== '') return void attemptTo({ by: 'passphrase', passphrase })
    setTrouble({ is: 'missing' })
    setAttempt((count) => count + 1)
  }
  const message = trouble === null ? null : troubleWords(trouble)
  const isOfPassphrase = trouble !== null && trouble.is !== 'no_passkey'
  return (
    <>
      {message === null ? null : <ErrorSummary message={message} target={isOfPassphrase ? 'passphrase' : 'use-passkey'} attempt={attempt} />}
      <Heading hasError={message !== null}>{title}</Heading>
      <p class="govuk-body">{hint}</p>
      {has('passkey') ? (
        <button type="button" class="govuk-button" id="use-passkey" onClick={() => void attemptTo({ by: 'passkey' })}>
          {say('unlock.withPasskey')}
        </button>
      ) : null}
      {has('passphrase') ? (
        <form onSubmit={submit} noValidate>
          <PassphraseInput id="passphrase" label={say('unlock.passphrase')} error={isOfPassphrase ? message : null} value={passphrase} isShown={isShown} autoComplete="current-password" onInput={setPassphrase} />
          <ShowPassphrase id="show-passphrase" isShown={isShown} onShow={setShown} />
          <button type="submit" class={`govuk-button ${has('passkey') ? 'govuk-button--secondary' : ''}`}>
            {say('unlock.withPassphrase')}
          </button>
        </form>
      ) : null}
      <p class="govuk-body" role="status">
        {isWorking ? say('unlock.working') : ''}
      </p>
    </>
  )
}

function troubleWords(trouble: Trouble): string {
  switch (trouble.is) {
    case 'missing':
      return say('unlock.missing')
    case 'no_passkey':
      return say('unlock.noPasskey')
    case 'wait':
      return say('unlock.wait', { count: trouble.waitSeconds })
    case 'wrong_passphrase':
      return trouble.waitSeconds === 0 ? say('unlock.wrong') : `${say('unlock.wrong')} ${say('unlock.wait', { count: trouble.waitSeconds })}`
  }
}
