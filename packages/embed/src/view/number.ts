import type { Actions } from '../state.ts'
import type { Words } from '../words/words.ts'
import { make, makeButton, makeGroup } from './element.ts'

let count = 0

/** Asks for the number that the wallet shows: whoever has only passed a code on can't see it. */
export function numberView(words: Words, id: string, isWrong: boolean, actions: Actions): Node[] {
  const name = `counterfoil-number-${(count += 1)}`
  const input = make('input', { class: isWrong ? 'govuk-input govuk-input--width-3 govuk-input--error' : 'govuk-input govuk-input--width-3', id: name, type: 'text', form: '', inputmode: 'numeric', autocomplete: 'off', maxlength: 3, 'aria-describedby': isWrong ? `${name}-hint ${name}-error` : `${name}-hint` })
  const send = (): void => actions.typedNumber(id, input.value.trim())
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    // It stands in a form that isn't ready to be sent.
    event.preventDefault()
    send()
  })
  const error = isWrong && make('p', { class: 'govuk-error-message', id: `${name}-error` }, make('span', { class: 'govuk-visually-hidden' }, words.error), ` ${words.numberWrong}`)
  return [
    make(
      'div',
      { class: isWrong ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group' },
      make('label', { class: 'govuk-label govuk-label--s', for: name }, words.numberLabel),
      make('div', { class: 'govuk-hint', id: `${name}-hint` }, words.numberHint),
      error,
      input,
    ),
    makeGroup(makeButton(words.numberButton, send), makeButton(words.cancel, actions.cancel, 'secondary')),
  ]
}
