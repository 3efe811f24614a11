import type { Actions, State } from '../state.ts'
import type { Language, Words } from '../words/words.ts'
import { choiceView } from './choice.ts'
import { make, makeButton, makeGroup, makeHeading, makeParagraph } from './element.ts'
import { conflictView, endedView, filledView } from './outcome.ts'
import { numberView } from './number.ts'
import { otherDeviceView, thisDeviceView } from './waiting.ts'

export interface ViewOptions {
  readonly words: Words
  readonly lang: Language
  /** What will be asked for, in the page's words. */
  readonly asks: string | null
  readonly actions: Actions
}

/** The element's content: a heading, one live region that outlives every state, and a body. */
export class View {
  readonly #host: HTMLElement
  readonly #options: ViewOptions
  readonly #status: HTMLElement
  readonly #body: HTMLElement

  constructor(host: HTMLElement, options: ViewOptions) {
    this.#host = host
    this.#options = options
    this.#status = make('p', { class: 'counterfoil-status govuk-body', role: 'status', 'aria-live': 'polite' })
    this.#body = make('div', { class: 'counterfoil-body' })
    host.replaceChildren(
      make('div', { class: 'counterfoil-prefill', lang: options.lang }, make('h2', { class: 'govuk-heading-m' }, options.words.heading), this.#status, this.#body),
    )
  }

  /** Shows a state. Focus moves when the citizen acted, when the form was filled, or when it would otherwise be lost. */
  show(state: State, byCitizen: boolean): void {
    const hadFocus = this.#body.contains(document.activeElement)
    this.#body.replaceChildren(...this.#nodes(state))
    // What ended has its own heading for the eye; the region only says it.
    this.#status.classList.toggle('govuk-visually-hidden', hasOwnHeading(state))
    this.say(this.#announcement(state))
    this.#host.dataset['state'] = state.kind
    if (byCitizen || hadFocus || state.kind === 'filled' || state.kind === 'conflict' || state.kind === 'number') this.#focus(state)
  }

  /** Announces a change in the one live region; the same words twice are announced once. */
  say(words: string): void {
    if (this.#status.textContent !== words) this.#status.textContent = words
  }

  /** Changes what is waited for without touching what the citizen may be reading or copying. */
  opened(): void {
    this.say(this.#options.words.opened)
  }

  #focus(state: State): void {
    const target = state.kind === 'number' ? 'input' : state.kind === 'idle' ? (state.remembered === null ? 'input' : ':checked') : '.govuk-notification-banner__heading, [tabindex="-1"]'
    this.#body.querySelector<HTMLElement>(target)?.focus()
  }

  #nodes(state: State): Node[] {
    const { words, lang, asks, actions } = this.#options
    switch (state.kind) {
      case 'idle':
        return choiceView(words, asks, state.unanswered, state.remembered, actions)
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

const hasOwnHeading = ({ kind }: State): boolean => kind === 'declined' || kind === 'refused' || kind === 'expired' || kind === 'taken' || kind === 'failed'
