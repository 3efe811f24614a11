import { held, holds, isAsItCame, isMultiple, type Control } from './controls.ts'
import { findTarget, type Selectors, type Target } from './find-targets.ts'
import { writingsFor, type Writing } from './writings.ts'

/** One field with a place in the form and a value that fits it. */
export interface PlannedField {
  readonly field: string
  readonly target: Target
  readonly writings: readonly Writing[]
}

/** What a result does to a form, before anything is written. */
export interface FillPlan {
  /** Every field that has a place, in the order of writing. */
  readonly inOrder: readonly PlannedField[]
  /** Fields whose controls are empty, hold the same, or hold what we wrote before. */
  readonly free: readonly PlannedField[]
  /** Fields in which the citizen typed or chose something else. */
  readonly typed: readonly PlannedField[]
  /** What a claim was named for and that got no value. */
  readonly absent: readonly Target[]
}

/** Address lines come first and the UPRN last: some address fields clear it when the address changes. */
const rank = (field: string): number => (field === 'uprn' ? 2 : /^(address_|town$|postcode$|country$)/.test(field) ? 0 : 1)

/** Plans what goes where. `ours` tells whether a control still holds what we wrote. */
export function planFill(form: HTMLFormElement, fields: ReadonlyMap<string, string>, selectors: Selectors, ours: (control: Control) => boolean): FillPlan {
  const planned = [...fields]
    .map(([field, value]) => plannedField(form, field, value, selectors))
    .filter((field) => field !== null)
    .sort((one, other) => rank(one.field) - rank(other.field))
  const isTyped = ({ writings }: PlannedField): boolean => writings.some(({ control, value }) => (held(control).trim() !== '' || isLeftEmpty(control)) && !isMultiple(control) && !holds(control, value) && !ours(control))
  const covered = new Set(planned.map(({ field }) => field))
  return { inOrder: planned, free: planned.filter((field) => !isTyped(field)), typed: planned.filter(isTyped), absent: absentTargets(form, covered, selectors) }
}

function plannedField(form: HTMLFormElement, field: string, value: string, selectors: Selectors): PlannedField | null {
  const target = findTarget(form, field, selectors)
  const writings = target === null ? null : writingsFor(field, value, target)
  return target === null || writings === null ? null : { field, target, writings }
}

/** A box that the citizen emptied says no; a text that they emptied says nothing. */
const isLeftEmpty = (control: Control): boolean => control.type === 'checkbox' && !isAsItCame(control)

function absentTargets(form: HTMLFormElement, covered: ReadonlySet<string>, selectors: Selectors): Target[] {
  const named = [...form.elements].map((element) => element.closest<HTMLElement>('[data-credential-claim]')?.dataset['credentialClaim']?.split('.')[0] ?? '')
  const fields = new Set([...named, ...Object.keys(selectors)].filter((field) => field !== '' && !covered.has(field)))
  return [...fields].flatMap((field) => {
    const target = findTarget(form, field, selectors)
    if (target === null) return []
    const controls = target.kind === 'boxes' ? target.boxes : [target.control]
    return controls.every((control) => held(control) === '' && control.type !== 'hidden') ? [target] : []
  })
}
