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

/** What a control holds: its text, and of a box whether it is chosen. */
export const held = (control: Control): string => (isBox(control) ? (control.checked ? 'on' : '') : control.value)

/** Sets a value through the browser's own setter, which frameworks may have shadowed. */
export function set(control: Control, value: string): void {
  const prototype: object = Object.getPrototypeOf(control) as object
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(control, value)
}

/** Writes a value as a person would: so that frameworks notice, then with the events of typing. A radio button is let go of by another's being chosen. */
export function write(control: Control, value: string): void {
  if (isBox(control)) return held(control) === value || (value === '' && control.type === 'radio') ? undefined : control.click()
  set(control, value)
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
}

/** The words beside a control, for naming it to the citizen; never for deciding what goes into it. */
export function nameOf(control: Control): string {
  const group = control.closest('fieldset')
  const isOneOfMany = isBox(control) ? [...(group?.elements ?? [])].filter(isBox).length > 1 : control.closest('.govuk-date-input') !== null
  const legend = isOneOfMany ? group?.querySelector('legend') : null
  const words = (legend ?? control.labels?.[0])?.textContent ?? control.getAttribute('aria-label') ?? control.name
  return words.replace(/\s+/g, ' ').trim()
}
