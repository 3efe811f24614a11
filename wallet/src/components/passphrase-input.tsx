import { say } from '../words/words.ts'
import { ErrorMessage } from './errors.tsx'

interface PassphraseInputProps {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly value: string
  /** Whether what is typed can be read. */
  readonly isShown: boolean
  readonly autoComplete: 'current-password' | 'new-password'
  readonly onInput: (value: string) => void
}

/** A field for a passphrase; a password manager may fill it, and pasting is fine. */
export function PassphraseInput({ id, label, hint, error = null, value, isShown, autoComplete, onInput }: PassphraseInputProps) {
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === null ? [] : [`${id}-error`])].join(' ')
  const field = {
    class: `govuk-input ${error === null ? '' : 'govuk-input--error'}`,
    id,
    autoComplete,
    autoCapitalize: 'none',
    spellcheck: false,
    'aria-describedby': described === '' ? undefined : described,
    value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
  } as const
  return (
    <div class={`govuk-form-group ${error === null ? '' : 'govuk-form-group--error'}`}>
      <label class="govuk-label" for={id}>
        {label}
      </label>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} class="govuk-hint">
          {hint}
        </div>
      )}
      {error === null ? null : <ErrorMessage id={`${id}-error`}>{error}</ErrorMessage>}
      {isShown ? <input {...field} type="text" /> : <input {...field} type="password" />}
    </div>
  )
}

export function ShowPassphrase({ id, isShown, onShow }: { readonly id: string; readonly isShown: boolean; readonly onShow: (isShown: boolean) => void }) {
  return (
    <div class="govuk-form-group">
      <div class="govuk-checkboxes govuk-checkboxes--small">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id={id} type="checkbox" checked={isShown} onChange={(event) => onShow(event.currentTarget.checked)} />
          <label class="govuk-label govuk-checkboxes__label" for={id}>
            {say('lock.showPassphrase')}
          </label>
        </div>
      </div>
    </div>
  )
}
