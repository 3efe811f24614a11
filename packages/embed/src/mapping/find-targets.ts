import { isBox, isControl, type Control } from './controls.ts'

export type DatePart = 'day' | 'month' | 'year'

/** Where a field's value goes: one control, the three of a date, or boxes to choose among; `control` is the first of them. `format` says how one control writes a date, such as `dd/mm/yyyy`. */
export type Target =
  | { readonly kind: 'whole'; readonly control: Control; readonly format?: string | undefined }
  | { readonly kind: 'date'; readonly control: Control; readonly parts: Readonly<Record<DatePart, Control>> }
  | { readonly kind: 'boxes'; readonly control: Control; readonly boxes: readonly HTMLInputElement[] }

/** CSS selectors by field name, from the page's author; for a date also those of its parts, or of the whole with its format. */
export type Selectors = Readonly<Record<string, string | Partial<Record<DatePart | 'whole' | 'format', string>>>>

const dateParts: readonly DatePart[] = ['day', 'month', 'year']

/** Autocomplete purposes (WCAG 1.3.5) of the field names that forms ask for. There is none for a UPRN. @see HTML, "autofill" */
const purposes: Readonly<Record<string, string>> = {
  first_name: 'given-name',
  last_name: 'family-name',
  full_name: 'name',
  date_of_birth: 'bday',
  email: 'email',
  telephone: 'tel',
  address_line_1: 'address-line1',
  address_line_2: 'address-line2',
  address_line_3: 'address-line3',
  town: 'address-level2',
  postcode: 'postal-code',
  country: 'country',
}

/**
 * Finds where a field goes: by `data-credential-claim`, else by the author's selectors, else by `autocomplete`; never by
 * labels. What is found twice is ambiguous and goes nowhere.
 */
export function findTarget(form: HTMLFormElement, field: string, selectors: Selectors): Target | null {
  const named = (whole: string | undefined, partOf: (part: DatePart) => string | undefined, format?: string): Target | null =>
    targetFrom(bySelector(form, whole), (part) => bySelector(form, partOf(part)), format) ?? boxesIn(form, whole)
  return (
    named(claimed(field), (part) => claimed(`${field}.${part}`)) ??
    named(selectorOf(selectors, field, 'whole'), (part) => selectorOf(selectors, field, part), selectorOf(selectors, field, 'format')) ??
    byPurpose(form, field)
  )
}

/** A field's name comes from outside: as JSON it can't end the string that it stands in. */
const claimed = (claim: string): string => `[data-credential-claim=${JSON.stringify(claim)}]`

/** Radio buttons of one group, all of it though one was named, or checkboxes; named themselves or by what is around them. */
function boxesIn(form: HTMLFormElement, selector: string | undefined): Target | null {
  const all = [...form.elements].filter(isBox).filter(({ disabled }) => !disabled)
  const found = all.filter((box) => closest(box, selector) !== null)
  const [first] = found
  if (first === undefined || found.some(({ type, name }) => type !== first.type || (type === 'radio' && name !== first.name))) return null
  return { kind: 'boxes', control: first, boxes: first.type === 'radio' && first.name !== '' ? all.filter(({ type, name }) => type === 'radio' && name === first.name) : found }
}

function targetFrom(whole: readonly Control[], partsOf: (part: DatePart) => readonly Control[], format?: string): Target | null {
  const [control, another] = whole
  if (control !== undefined) return another === undefined ? { kind: 'whole', control, format: format ?? control.dataset['credentialFormat'] } : null
  const [day, month, year] = dateParts.map((part) => {
    const found = partsOf(part)
    return found.length === 1 ? found[0] : undefined
  })
  return day !== undefined && month !== undefined && year !== undefined ? { kind: 'date', control: day, parts: { day, month, year } } : null
}

function byPurpose(form: HTMLFormElement, field: string): Target | null {
  const purpose = Object.hasOwn(purposes, field) ? purposes[field] : undefined
  if (purpose === undefined) return null
  const visible = [...form.elements].filter((element) => isControl(element, false))
  const having = (token: string): Control[] => visible.filter((control) => purposeOf(control) === token)
  return targetFrom(having(purpose), (part) => having(`${purpose}-${part}`))
}

/** The last token says what the field is for; tokens before it say whose (`section-*`, `billing`), and someone else's is not ours to fill. */
function purposeOf(control: Control): string | null {
  const tokens = (control.getAttribute('autocomplete') ?? '').trim().toLowerCase().split(/\s+/)
  if (tokens.some((token) => /^(billing$|shipping$|section-)/.test(token))) return null
  return tokens.at(-1) ?? null
}

function selectorOf(selectors: Selectors, field: string, part: DatePart | 'whole' | 'format'): string | undefined {
  const selector = Object.hasOwn(selectors, field) ? selectors[field] : undefined
  const found = typeof selector === 'object' && selector !== null ? selector[part] : part === 'whole' ? selector : undefined
  return typeof found === 'string' ? found : undefined
}

/** Controls of this form that a selector finds. */
const bySelector = (form: HTMLFormElement, selector: string | undefined): Control[] => [...form.elements].filter((element) => closest(element, selector) === element).filter((element) => isControl(element, true))

/** What a selector finds of an element and what is around it; one that can't be read finds nothing. */
function closest(element: Element, selector: string | undefined): Element | null {
  try {
    return selector === undefined ? null : element.closest(selector)
  } catch {
    return null
  }
}
