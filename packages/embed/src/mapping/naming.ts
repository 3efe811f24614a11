import type { Target } from './find-targets.ts'

/** What is around the controls of one question; a control by itself has none. */
export const groupOf = (target: Target): Element | null =>
  target.kind === 'date' || (target.kind === 'boxes' && target.boxes.length > 1) ? target.control.closest('fieldset,[role=radiogroup],[role=group]') : null

const labelOf = (element: Element | null): string | null | undefined => document.getElementById(element?.getAttribute('aria-labelledby') ?? '')?.textContent ?? element?.getAttribute('aria-label')

/** The words beside a target, or of its question, for naming it to the citizen; never for deciding what goes into it. */
export function nameOf(target: Target): string {
  const { control } = target
  const group = groupOf(target)
  const words = group?.querySelector('legend')?.textContent ?? labelOf(group) ?? control.labels?.[0]?.textContent ?? labelOf(control) ?? control.name
  return words.replace(/\s+/g, ' ').trim()
}
