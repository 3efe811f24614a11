import type { State } from '../state.ts'
import { refusalKindOf, type Language } from '../words/words.ts'
import { choiceView, type ChoiceOptions } from './choice.ts'
import { make, makeButton, makeGroup, makeHeading, makeParagraph } from './element.ts'
import { conflictView, endedView, filledView } from './outcome.ts'
import { numberView } from './number.ts'
import { otherDeviceView, thisDeviceView } from './waiting.ts'

export interface ViewOptions extends ChoiceOptions {
  readonly lang: Language
}

/** The element's content, in the order in which it is read: a heading, a body, and one live region that outlives every state. */
export class View {
  readonly #host: HTMLElement
  readonly #heading: HTMLElement
  readonly #options: ViewOptions
  readonly #status: HTMLElement
  readonly #body: HTMLElement

  constructor(host: HTMLElement, options: ViewOptions) {
    this.#host = host
    this.#options = options
    this.#status = make('p', { class: 'counterfoil-status govuk-body', role: 'status', 'aria-live': 'polite' })
    this.#body = make('div', { class: 'counterfoil-body' })
    this.#heading = make('h2', { class: 'govuk-heading-m', tabindex: -1 }, options.words.heading)
    host.replaceChildren(
      make('div', { class: 'counterfoil-prefill', lang: options.lang }, this.#heading, this.#body, this.#status),
    )
  }

  /** Shows a state. Focus moves when the citizen acted, when the form was filled, or when it would otherwise be lost. */
  show(state: State, byCitizen: boolean): void {
    const hadFocus = this.#host.contains(document.activeElement)
    this.#body.replaceChildren(...this.#nodes(state))
    // What has its own words for the eye, the region only says.
    this.#status.classList.toggle('govuk-visually-hidden', hasOwnWords(state))
    this.say(this.#announcement(state))
    this.#host.dataset['state'] = state.kind
    if (byCitizen || hadFocus || state.kind === 'filled' || state.kind === 'conflict' || state.kind === 'number') this.#focus(state)
  }

  /** Announces a change in the one live region; the same words twice are announced once. */
  say(words: string): void {
    if (this.#status.textContent !== words) this.#status.textContent = words
  }

  /** Changes what is waited for without touching what the citizen may be reading or copying. */
  opened(hint?: string): void {
    const { words } = this.#options
    this.say(hint === undefined ? words.opened : `${words.notTaken} ${words.refusals[refusalKindOf(hint)]}`)
  }

  #focus(state: State): void {
    // What was remembered isn't always among what is offered.
    const target = state.kind === 'number' || (state.kind === 'idle' && this.#body.querySelector(':checked') === null) ? 'input' : state.kind === 'idle' ? ':checked' : '.govuk-notification-banner__heading, [tabindex="-1"]'
    // What is only announced has nothing to go to: the focus stays with us until there is.
    ;(this.#body.querySelector<HTMLElement>(target) ?? this.#heading).focus()
  }

  #nodes(state: State): Node[] {
    const { words, lang, actions } = this.#options
    switch (state.kind) {
      case 'idle':
        return choiceView(this.#options, state)
      case 'no_wallet':
        return [makeHeading(words.noWalletHeading), makeParagraph(words.noWalletBody), makeGroup(makeButton(words.back, actions.cancel, 'secondary'))]
      case 'starting':
      case 'collecting':
        return []
      case 'waiting':
        return state.where === 'cross_device' ? otherDeviceView(words, state.request, actions, (said) => this.say(said)) : thisDeviceView(words, state.request, state.where, actions)
      case 'number':
        return numberView(words, state.id, state.wrong, actions)
      case 'conflict':
        return conflictView(words, state.names, actions)
      case 'filled':
        return filledView(words, lang, state.outcome)
      case 'declined':
        return endedView(words.declinedHeading, [words.declinedBody], makeButton(words.tryAgain, actions.cancel, 'secondary'))
      case 'refused':
        return endedView(words.refusedHeading, [words.refusals[state.reason], words.byHand], makeButton(words.tryAgain, actions.cancel, 'secondary'))
      case 'expired':
        return endedView(words.expiredHeading, [words.expiredBody], makeButton(words.newCode, () => actions.restart(state.where)))
      case 'taken':
        return endedView(words.takenHeading, [words.takenBody], makeButton(words.tryAgain, () => actions.restart(state.where), 'secondary'))
      case 'failed':
        return endedView(words.failedHeading, [words.failedBody], makeButton(words.tryAgain, () => actions.restart(state.where), 'secondary'))
    }
  }

  #announcement(state: State): string {
    const { words } = this.#options
    switch (state.kind) {
      case 'idle':
        return state.empty === true ? words.byBrowserEmpty : ''
      case 'starting':
        return words.starting
      case 'waiting':
        return state.opened ? words.opened : words.waiting
      case 'number':
        return words.numberAnswered
      case 'collecting':
        return words.collecting
      case 'declined':
        return words.declinedHeading
      case 'refused':
        return words.refusedHeading
      case 'expired':
        return words.expiredHeading
      case 'taken':
        return words.takenHeading
      case 'failed':
        return words.failedHeading
      default:
        return ''
    }
  }
}

const hasOwnWords = ({ kind }: State): boolean => kind === 'idle' || kind === 'declined' || kind === 'refused' || kind === 'expired' || kind === 'taken' || kind === 'failed'
