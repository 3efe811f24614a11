import { held, holds, isBox, isMultiple, set, write, type Control } from './mapping/controls.ts'
import { groupOf } from './mapping/naming.ts'
import type { PlannedField } from './mapping/plan-fill.ts'
import { takeBackErrors } from './told-errors.ts'

interface Mark {
  readonly planned: PlannedField
  readonly element: HTMLElement
  readonly fromCredential: string
}

export interface MarkWords {
  /** "From your residency credential, issued by …" */
  readonly fromCredential: (field: string) => string
  readonly changedByYou: string
}

let count = 0

/** What we wrote, by control: it outlives the element that wrote it, so that nobody takes it for something typed. */
const written = new WeakMap<Control, string>()

/** Whether a control still holds what we wrote into it. */
export const holdsOurs = (control: Control): boolean => holds(control, written.get(control))

/** Fills fields and keeps a mark beside each that says, in words, where its value is from. */
export class Marks {
  readonly #marks = new Map<string, Mark>()
  readonly #form: HTMLFormElement
  #changedByYou = ''
  #writing = false

  constructor(form: HTMLFormElement) {
    this.#form = form
    form.addEventListener('input', this.#edited)
  }

  fill(fields: readonly PlannedField[], words: MarkWords): void {
    this.#changedByYou = words.changedByYou
    this.#writing = true
    for (const planned of fields) this.#write(planned)
    this.#writing = false
    for (const planned of fields) this.#mark(planned, words.fromCredential(planned.field))
  }

  /** Leaves the form as it is and stops watching it. */
  release(): void {
    this.#form.removeEventListener('input', this.#edited)
  }

  #write({ field, writings }: PlannedField): void {
    for (const { control, value } of writings) {
      written.set(control, value)
      if (!holds(control, value)) write(control, isMultiple(control) ? `${held(control)}\n${value}` : value)
      // An address element that clears the UPRN at every change in it takes this one for a change, too.
      if (field === 'uprn' && control.value === '') set(control, value)
      takeBackErrors(control)
    }
  }

  #mark(planned: PlannedField, fromCredential: string): void {
    const existing = this.#marks.get(planned.field)
    const element = existing?.element ?? placeMark(planned)
    element.textContent = fromCredential
    this.#marks.set(planned.field, { planned, element, fromCredential })
  }

  readonly #edited = (event: Event): void => {
    if (this.#writing) return
    for (const { planned, element, fromCredential } of this.#marks.values()) {
      if (!planned.writings.some(({ control }) => control === event.target)) continue
      const isChanged = planned.writings.some(({ control, value }) => !holds(control, value))
      element.textContent = isChanged ? this.#changedByYou : fromCredential
      element.classList.toggle('counterfoil-mark--changed', isChanged)
    }
  }
}

function placeMark({ target, writings }: PlannedField): HTMLElement {
  const element = document.createElement('p')
  element.className = 'counterfoil-mark'
  element.id = `counterfoil-mark-${(count += 1)}`
  const last = writings.at(-1)?.control
  if (last === undefined || last.type === 'hidden') return element
  // A box by itself is described itself, and all that are chosen among as one.
  const group = groupOf(target)
  const wrapper = last.closest(isBox(last) ? '.govuk-radios,.govuk-checkboxes' : '.govuk-date-input,.govuk-input__wrapper')
  const legend = wrapper === null ? group?.querySelector('legend') : null
  // Above, as hints are: what is read before a field is filled in, and where a page that comes from a server has it.
  if (legend) legend.after(element)
  else (wrapper ?? last.closest('label') ?? last).before(element)
  const described = group === null ? writings.map(({ control }) => control) : [group]
  for (const control of described) {
    const ids = control.getAttribute('aria-describedby')
    control.setAttribute('aria-describedby', `${ids ?? ''} ${element.id}`.trim())
  }
  return element
}
