import type { Actions, Choice as Value, State } from '../state.ts'
import type { Words } from '../words/words.ts'
import { make, makeButton } from './element.ts'

interface Choice {
  readonly value: Value
  readonly words: string
  readonly hint?: string
}

export interface ChoiceOptions {
  readonly words: Words
  /** What will be asked for, in the page's words. */
  readonly asks: string | null
  readonly actions: Actions
  /** Whether the browser may be asked for a wallet. */
  readonly byBrowser: boolean
}

let count = 0

/** "Where is your wallet?", with its error when nothing was chosen. */
export function choiceView({ words, asks, actions, byBrowser }: ChoiceOptions, { unanswered, remembered, empty }: Extract<State, { kind: 'idle' }>): Node[] {
  const id = `counterfoil-where-${(count += 1)}`
  const choices: readonly Choice[] = [
    { value: 'same_device', words: words.thisDevice, hint: words.thisDeviceHint },
    { value: 'wallet_app', words: words.walletApp, hint: words.walletAppHint },
    { value: 'cross_device', words: words.otherDevice, hint: words.otherDeviceHint },
    ...(byBrowser ? [{ value: 'digital_credentials', words: words.byBrowser, hint: words.byBrowserHint } as const] : []),
    { value: 'none', words: words.noWallet },
  ]
  const items = choices.map((choice, index) => radio(choice, id, index, choice.value === remembered))
  const error = unanswered && make('p', { class: 'govuk-error-message', id: `${id}-error` }, make('span', { class: 'govuk-visually-hidden' }, words.error), ` ${words.chooseError}`)
  const fieldset = make(
    'fieldset',
    { class: 'govuk-fieldset', form: '', 'aria-describedby': unanswered ? `${id}-error` : undefined },
    make('legend', { class: 'govuk-fieldset__legend govuk-fieldset__legend--s' }, words.where),
    error,
    make('div', { class: 'govuk-radios govuk-radios--small' }, ...items),
  )
  const chosen = (): Value | null => choices.find((_, index) => (items[index]?.querySelector('input') ?? null)?.checked === true)?.value ?? null
  return [
    ...(empty === true ? [make('p', { class: 'govuk-body counterfoil-status' }, words.byBrowserEmpty)] : []),
    make('p', { class: 'govuk-body' }, words.asks(asks ?? words.asksGeneric)),
    make('div', { class: unanswered ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group' }, fieldset),
    makeButton(words.continue, () => actions.continue(chosen()), 'secondary'),
  ]
}

function radio({ value, words, hint }: Choice, id: string, index: number, checked: boolean): HTMLDivElement {
  const inputId = index === 0 ? id : `${id}-${index + 1}`
  return make(
    'div',
    { class: 'govuk-radios__item' },
    make('input', { class: 'govuk-radios__input', type: 'radio', form: '', name: id, id: inputId, value, checked, 'aria-describedby': hint === undefined ? undefined : `${inputId}-hint` }),
    make('label', { class: 'govuk-label govuk-radios__label', for: inputId }, words),
    hint !== undefined && make('div', { class: 'govuk-hint govuk-radios__hint', id: `${inputId}-hint` }, hint),
  )
}
