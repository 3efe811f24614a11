import type { StartedPrefill, Where } from './client.ts'
import { held, isAsItCame, isBox, write, type Control } from './mapping/controls.ts'

/** What this tab remembers while the citizen is away in the wallet: what they typed, never what a credential said. */
export interface KeptAnswers extends Pick<StartedPrefill, 'id' | 'walletLink' | 'appLink' | 'expiresAt'> {
  readonly where: Where
  readonly typed: readonly TypedAnswer[]
}

interface TypedAnswer {
  readonly name: string
  /** Position among the controls of that name. */
  readonly index: number
  readonly value: string
  readonly checked?: boolean
}

const keyOf = (form: string): string => `counterfoil-prefill:${location.pathname}:${form}`

/** Keeps answers for the way to the wallet and back, in this tab alone. */
export function keepAnswers(form: string, kept: KeptAnswers): void {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing: the form still works, and what was typed may have to be typed again.
  }
}

/** Takes what was kept; it is gone from the tab afterwards. */
export function takeKeptAnswers(form: string): KeptAnswers | null {
  try {
    const text = sessionStorage.getItem(keyOf(form))
    sessionStorage.removeItem(keyOf(form))
    return text === null ? null : (JSON.parse(text) as KeptAnswers)
  } catch {
    return null
  }
}

const keepable = (element: Element): element is Control =>
  element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || (element instanceof HTMLInputElement && !/^(password|hidden|file|submit|button|image|reset)$/.test(element.type))

function* namedControls(form: HTMLFormElement): Generator<{ control: Control; index: number }> {
  const counts = new Map<string, number>()
  for (const element of form.elements) {
    if (!keepable(element) || element.name === '') continue
    const index = counts.get(element.name) ?? 0
    counts.set(element.name, index + 1)
    yield { control: element, index }
  }
}

/**
 * What the citizen typed and chose since the page came; `ours` leaves out what came from a credential. What the page came
 * with its server knows already.
 */
export function typedAnswers(form: HTMLFormElement, ours: (control: Control) => boolean): TypedAnswer[] {
  const typed: TypedAnswer[] = []
  for (const { control, index } of namedControls(form)) {
    if (ours(control) || isAsItCame(control)) continue
    typed.push({ name: control.name, index, ...(isBox(control) ? { value: control.value, checked: control.checked } : { value: held(control) }) })
  }
  return typed
}

/** Puts typed answers back where the form has nothing newer, as a person would: frameworks that hold the values must hear of it. */
export function restoreAnswers(form: HTMLFormElement, typed: readonly TypedAnswer[]): void {
  for (const { control, index } of namedControls(form)) {
    const answer = typed.find((candidate) => candidate.name === control.name && candidate.index === index)
    if (answer === undefined) continue
    if (isBox(control)) {
      const wasChecked = answer.checked === true && answer.value === control.value
      write(control, wasChecked ? 'on' : '')
    } else if (control instanceof HTMLSelectElement || control.value === control.defaultValue) write(control, answer.value)
  }
}
