import { createPrefillClient, flowOf, PrefillError, type Bilingual, type CollectedPrefill, type PrefillClient, type PrefillStatus, type Proof, type StartedPrefill, type Where } from './client.ts'
import { askBrowser, hasDigitalCredentials } from './digital-credentials.ts'
import { follow } from './follow.ts'
import { keepAnswers, restoreAnswers, takeKeptAnswers, typedAnswers } from './kept-answers.ts'
import type { Selectors } from './mapping/find-targets.ts'
import { nameOf } from './mapping/naming.ts'
import { planFill, type PlannedField } from './mapping/plan-fill.ts'
import { holdsOurs, Marks } from './marks.ts'
import { rememberChoice, rememberedChoice } from './remembered-choice.ts'
import { takeResponseCode } from './return-address.ts'
import type { Actions, FillOutcome, State } from './state.ts'
import { View } from './view/view.ts'
import { capitalised, inSentence } from './words/in-sentence.ts'
import { refusalKindOf, words, type Language } from './words/words.ts'

/** Twenty minutes' worth: then nobody is there any more. */
const mostRotations = 9
const shownAtLeast = 60_000

/**
 * `<counterfoil-prefill form endpoint lang for asks fields>`: fills in a form from the citizen's wallet. `form` is the
 * form's id at the form server, `endpoint` its address on this site, `for` the id of the `<form>` (else the one around
 * or after the element), `asks` what will be asked for in the page's words, `fields` selectors by field name as JSON,
 * `remember="no"` keeps the choice of a wallet for one visit alone, `digital-credentials` offers the browser's own way where it has one.
 */
export class PrefillElement extends HTMLElement {
  #view: View | null = null
  #client: PrefillClient | null = null
  #marks: Marks | null = null
  #following: { stop(): void } | null = null
  /** What came, and in which fields the citizen was asked whether to give up what they typed. */
  #pending: { asked: readonly string[]; collected: CollectedPrefill } | null = null
  /** Counts what was begun: an answer to something older is dropped. */
  #turn = 0
  #rotations = 0
  #opened = ''
  #shownAt = 0

  connectedCallback(): void {
    const lang = this.#lang
    this.#client = createPrefillClient(this.getAttribute('endpoint') ?? '', lang)
    this.#view = new View(this, { words: words[lang], lang, asks: this.getAttribute('asks'), actions: this.#actions, byBrowser: this.hasAttribute('digital-credentials') && hasDigitalCredentials() })
    this.#view.show(this.#idle(false), false)
    void this.#comeBack()
  }

  disconnectedCallback(): void {
    this.#stop()
    this.#marks?.release()
    this.#marks = null
  }

  get #lang(): Language {
    return (this.getAttribute('lang') ?? this.closest('[lang]')?.getAttribute('lang') ?? 'en').startsWith('cy') ? 'cy' : 'en'
  }

  get #formId(): string {
    return this.getAttribute('form') ?? ''
  }

  get #form(): HTMLFormElement | null {
    const named = this.getAttribute('for')
    if (named !== null) {
      const found = document.getElementById(named)
      return found instanceof HTMLFormElement ? found : null
    }
    const following = [...document.forms].find((form) => (this.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)
    return this.closest('form') ?? following ?? null
  }

  get #selectors(): Selectors {
    try {
      const parsed: unknown = JSON.parse(this.getAttribute('fields') ?? '{}')
      return typeof parsed === 'object' && parsed !== null ? (parsed as Selectors) : {}
    } catch {
      return {}
    }
  }

  get #mayRemember(): boolean {
    return this.getAttribute('remember') !== 'no'
  }

  #idle(unanswered: boolean): Extract<State, { kind: 'idle' }> {
    return { kind: 'idle', unanswered, remembered: this.#mayRemember ? rememberedChoice() : null }
  }

  readonly #actions: Actions = {
    continue: (choice) => {
      if (choice !== null && this.#mayRemember) rememberChoice(choice)
      if (choice === null) this.#show(this.#idle(true), true)
      else if (choice === 'none') this.#show({ kind: 'no_wallet' }, true)
      else this.#actions.restart(choice)
    },
    restart: (where) => {
      this.#rotations = 0
      void (where === 'digital_credentials' ? this.#askBrowser() : this.#start(where))
    },
    typedNumber: (id, number) => {
      if (/^\d{3}$/.test(number)) void this.#collect(id, { number }, 'cross_device')
      else this.#show({ kind: 'number', id, wrong: true }, true)
    },
    cancel: () => {
      this.#stop()
      takeKeptAnswers(this.#formId)
      this.#show(this.#idle(false), true)
    },
    keepTyped: () => this.#settle(false),
    useCredential: () => this.#settle(true),
  }

  /** The citizen may be coming back from a wallet on this device: with an answer, or without one. */
  async #comeBack(): Promise<void> {
    const responseCode = takeResponseCode()
    // A framework that is putting us on the page hears nothing until it is done.
    await Promise.resolve()
    if (!this.isConnected) return undefined
    const kept = takeKeptAnswers(this.#formId)
    const form = this.#form
    if (kept !== null && form !== null) restoreAnswers(form, kept.typed)
    if (responseCode !== undefined) return this.#collect(kept?.id ?? 'current', { response_code: responseCode }, kept?.where ?? 'same_device')
    if (kept === null || kept.expiresAt < Date.now() || !/^https?:\/\//.test(kept.walletLink)) return undefined
    return this.#wait(kept.where, { ...kept, code: undefined, qr: undefined }, false)
  }

  async #start(where: Where): Promise<void> {
    this.#stop()
    const turn = (this.#turn += 1)
    this.#show({ kind: 'starting', where }, true)
    const request = await this.#client?.start(this.#formId, flowOf(where)).catch(() => null)
    if (turn !== this.#turn) return
    if (request === null || request === undefined) return this.#show({ kind: 'failed', where }, true)
    this.#wait(where, request, true)
    if (where === 'same_device') this.#leaveFor(request)
  }

  /** The browser finds the wallet and brings its answer to this very page. Whatever goes wrong there, the other ways stay. */
  async #askBrowser(): Promise<void> {
    this.#stop()
    const turn = this.#turn
    const [client, asking, where] = [this.#client, new AbortController(), 'digital_credentials'] as const
    this.#following = { stop: () => asking.abort() }
    this.#show({ kind: 'starting', where }, true)
    const answered = await (async () => {
      const request = await client?.startInBrowser(this.#formId)
      if (client === null || request === undefined || turn !== this.#turn) return null
      return { id: request.id, state: await client.answer(request.id, await askBrowser(request.requests, asking.signal)) }
    })().catch(() => null)
    if (turn !== this.#turn) return
    if (answered === null) return this.#show({ ...this.#idle(false), empty: true }, true)
    if (answered.state.status === 'answered') return this.#collect(answered.id, undefined, where)
    this.#changed(answered.state, answered.id, where)
  }

  /** What ends sooner than a code does was ended by something else than its time. */
  #mayRotate(id: string): boolean {
    return this.#opened !== id && this.#rotations < mostRotations && Date.now() - this.#shownAt > shownAtLeast
  }

  /** A code that nobody opened in its time gives way to the next, so long as somebody may still be looking at it. */
  async #rotate(): Promise<void> {
    this.#stop()
    const turn = this.#turn
    this.#rotations += 1
    const request = await this.#client?.start(this.#formId, 'cross_device').catch(() => null)
    if (turn !== this.#turn) return
    if (request === null || request === undefined) return this.#show({ kind: 'failed', where: 'cross_device' }, false)
    return this.#wait('cross_device', request, false)
  }

  #leaveFor(request: StartedPrefill): void {
    this.#keep(request, 'same_device')
    const leaving = new CustomEvent('counterfoil-leave', { bubbles: true, cancelable: true })
    // A page that has its own way to a wallet may stop ours.
    if (this.dispatchEvent(leaving)) location.assign(request.walletLink)
  }

  #keep({ id, walletLink, appLink, expiresAt }: StartedPrefill, where: Where): void {
    const typed = this.#form === null ? [] : typedAnswers(this.#form, holdsOurs)
    keepAnswers(this.#formId, { id, where, walletLink, appLink, expiresAt, typed })
  }

  #wait(where: Where, request: StartedPrefill, byCitizen: boolean): void {
    const turn = this.#turn
    const { id, expiresAt } = request
    this.#shownAt = Date.now()
    this.#show({ kind: 'waiting', where, request, opened: false }, byCitizen)
    // What is typed between now and pressing the link comes back, too.
    for (const link of this.querySelectorAll('a')) link.addEventListener('click', () => this.#keep(request, where))
    const client = this.#client
    if (client === null) return
    this.#following = follow({
      ask: () => client.status(id),
      expiresAt,
      changed: (status) => turn === this.#turn && this.#changed(status, id, where),
      lost: () => turn === this.#turn && this.#show({ kind: 'failed', where }, false),
    })
  }

  #changed({ status, refusal, hint }: PrefillStatus, id: string, where: Where): void {
    if (status === 'fetched') {
      this.#opened = id
      this.#view?.opened(hint)
    } else if (status === 'expired' && where === 'cross_device' && this.#mayRotate(id)) void this.#rotate()
    else if (status === 'answered' && where === 'cross_device') this.#end({ kind: 'number', id, wrong: false })
    else if (status === 'declined') this.#end({ kind: 'declined' })
    else if (status === 'refused') this.#end({ kind: 'refused', reason: refusalKindOf(refusal) })
    else if (status === 'expired') this.#end({ kind: 'expired', where })
    // On the same device the answer comes back with the citizen, by a response code. They are here without it: it was lost, or it is in another tab.
    else if (status === 'collected' || status === 'answered') this.#end({ kind: 'taken', where })
  }

  async #collect(id: string, proof: Proof | undefined, where: Where): Promise<void> {
    const turn = (this.#turn += 1)
    this.#show({ kind: 'collecting' }, false)
    const collected = await this.#client?.collect(id, proof, this.#formId).catch((error: unknown) => (error instanceof PrefillError ? error.kind : 'unreachable'))
    if (turn !== this.#turn) return
    if (typeof collected === 'object') return this.#fill(collected)
    const state = await this.#client?.status(id).catch(() => null)
    if (turn !== this.#turn) return
    if (collected === 'refused' && state?.status === 'answered' && where === 'cross_device') return this.#show({ kind: 'number', id, wrong: true }, true)
    if (state && /^(declined|refused|expired|collected)$/.test(state.status)) this.#changed(state, id, where)
    else this.#end({ kind: 'failed', where })
  }

  #fill(collected: CollectedPrefill): void {
    const form = this.#form
    if (form === null) return this.#end({ kind: 'failed', where: 'cross_device' })
    this.#marks ??= new Marks(form)
    const { typed } = planFill(form, collected.fields, this.#selectors, holdsOurs)
    this.#pending = { asked: typed.map(({ field }) => field), collected }
    if (typed.length === 0) return this.#settle(false)
    return this.#show({ kind: 'conflict', names: inFormOrder(typed).map(({ target }) => nameOf(target)) }, false)
  }

  /** Writes the free fields, and those that the citizen was asked about and gave up, in one go: the order matters. What they typed while they were asked stays. */
  #settle(isGivenUp: boolean): void {
    const form = this.#form
    if (form === null || this.#pending === null || this.#marks === null) return
    const { asked, collected } = this.#pending
    const plan = planFill(form, collected.fields, this.#selectors, holdsOurs)
    const lang = this.#lang
    const named = (type: Bilingual): string => words[lang].credential(inSentence(type[lang], lang))
    const sources = collected.sources.map(({ type, authority, issuedOn, ofRepresented }) => ({ type: named(type), authority: authority[lang], issuedOn, whose: ofRepresented ? (collected.actsFor?.represented ?? null) : null }))
    const fields = plan.inOrder.filter((one) => plan.free.includes(one) || (isGivenUp && asked.includes(one.field)))
    const fromCredential = (field: string): string => {
      const { type, authority, whose } = sources[collected.sources.findIndex((source) => source.fields.has(field))] ?? sources[0] ?? { type: '', authority: '', whose: null }
      return words[lang].fromCredential(capitalised(words[lang].from(type, whose), lang), authority)
    }
    this.#marks.fill(fields, { fromCredential, changedByYou: words[lang].changedByYou })
    this.#pending = null
    const outcome: FillOutcome = { count: fields.length, sources, actsFor: actsForIn(collected, lang), leftOut: collected.leftOut.map(named), unconfirmedSince: collected.unconfirmedSince, absent: [...new Set(plan.absent.map(nameOf))] }
    this.#end({ kind: 'filled', outcome })
    this.dispatchEvent(new CustomEvent('counterfoil-filled', { bubbles: true, detail: { fields: fields.map(({ field }) => field) } }))
  }

  #end(state: State): void {
    this.#stop()
    this.#show(state, false)
  }

  #stop(): void {
    this.#turn += 1
    this.#following?.stop()
    this.#following = null
  }

  #show(state: State, byCitizen: boolean): void {
    this.#view?.show(state, byCitizen)
  }
}

function actsForIn({ actsFor }: CollectedPrefill, lang: Language): string | null {
  return actsFor === null ? null : words[lang].actsFor(actsFor.representative, actsFor.role[lang].toLocaleLowerCase(lang), actsFor.represented)
}

const inFormOrder = (fields: readonly PlannedField[]): PlannedField[] =>
  fields.toSorted(({ target: one }, { target: other }) => ((one.control.compareDocumentPosition(other.control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 ? -1 : 1))
