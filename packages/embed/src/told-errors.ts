import type { Control } from './mapping/controls.ts'

const classes = ['govuk-form-group--error', 'govuk-input--error', 'govuk-select--error', 'govuk-textarea--error']

/**
 * Takes back what a page says is wrong with an answer that has just been filled in: "Enter your first name" must not
 * stand above a first name. Knows the GOV.UK Design System's error message and error summary, which councils' forms use.
 */
export function takeBackErrors(control: Control): void {
  control.removeAttribute('aria-invalid')
  const group = control.closest('.govuk-form-group--error')
  if (group === null) return
  for (const message of group.querySelectorAll('.govuk-error-message')) {
    for (const described of group.querySelectorAll('[aria-describedby]')) undescribe(described, message.id)
    message.remove()
  }
  for (const marked of [group, ...group.querySelectorAll(classes.map((name) => `.${name}`).join())]) marked.classList.remove(...classes)
  const ids = new Set([...group.querySelectorAll('[id]')].map(({ id }) => `#${id}`))
  for (const link of document.querySelectorAll('.govuk-error-summary a')) if (ids.has(link.getAttribute('href') ?? '')) forget(link)
}

function undescribe(element: Element, id: string): void {
  const rest = (element.getAttribute('aria-describedby') ?? '').split(/\s+/).filter((other) => other !== '' && other !== id)
  if (rest.length === 0) element.removeAttribute('aria-describedby')
  else element.setAttribute('aria-describedby', rest.join(' '))
}

function forget(link: Element): void {
  const summary = link.closest('.govuk-error-summary')
  ;(link.closest('li') ?? link).remove()
  if (summary?.querySelector('a') === null) summary.remove()
}
