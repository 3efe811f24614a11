/** What a value can be put into. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const textTypes = new Set(['text', 'search', 'tel', 'email', 'url', 'number', 'date'])

/** Whether an element of a form takes a text from us. Passwords and files never do; a hidden field only when the form's author named it. */
export function isControl(element: Element, namedByAuthor: boolean): element is Control {
  if (element instanceof HTMLSelectElement) return !element.disabled
  if (element instanceof HTMLTextAreaElement) return !element.disabled && !element.readOnly
  if (!(element instanceof HTMLInputElement) || element.disabled || element.readOnly) return false
  return textTypes.has(element.type) || (namedByAuthor && element.type === 'hidden')
}

/** Whether an element is one to choose: a radio button or a checkbox. */
export const isBox = (element: Element): element is HTMLInputElement => element instanceof HTMLInputElement && (element.type === 'radio' || element.type === 'checkbox')

/** What a control holds: its text, of a box whether it is chosen, and of a list each option that is chosen and can be. */
export function held(control: Control): string {
  if (control instanceof HTMLSelectElement) return [...control.selectedOptions].flatMap((option) => (option.disabled ? [] : option.value)).join('\n')
  return isBox(control) ? (control.checked ? 'on' : '') : control.value
}

/** Whether a control holds a value; a list of several may hold others beside it. */
export const holds = (control: Control, value: string | undefined): boolean => (isMultiple(control) ? held(control).split('\n').some((one) => one === value) : held(control) === value)

export const isMultiple = (control: Control): control is HTMLSelectElement => control.type === 'select-multiple'

/** What the citizen touched: a framework that holds the values makes of each, as it is typed, what the page came with. */
const touched = new WeakSet<EventTarget>()
document.addEventListener('input', ({ target }) => target !== null && touched.add(target), true)

/** Whether nobody changed a control since the page came. */
export function isAsItCame(control: Control): boolean {
  if (touched.has(control)) return false
  if (control instanceof HTMLSelectElement) return [...control.options].every(({ selected, defaultSelected }) => selected === defaultSelected)
  return isBox(control) ? control.checked === control.defaultChecked : control.value === control.defaultValue
}

/** Sets a value through the browser's own setter, which frameworks may have shadowed; of a list of several each option that `held` told. */
export function set(control: Control, value: string): void {
  const prototype: object = Object.getPrototypeOf(control) as object
  if (isMultiple(control)) for (const option of control.options) option.selected = option.value !== '' && value.split('\n').includes(option.value)
  else Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(control, value)
}

/** Writes a value as a person would: so that frameworks notice, then with the events of typing. A radio button is let go of by another's being chosen. */
export function write(control: Control, value: string): void {
  if (isBox(control)) return held(control) === value || (value === '' && control.type === 'radio') ? undefined : control.click()
  set(control, value)
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
}
