import { escapeHtml, Raw } from './html.ts'

/** Attributes of an element: true means present without a value; null, undefined and false leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

const attributeName = /^[A-Za-z_:@][A-Za-z0-9_:.@-]*$/

/** Attributes as ` name="value"` with a leading space each. Throws on a name that could end the tag. */
export function attributes(pairs: Attributes = {}): Raw {
  let markup = ''
  for (const [name, value] of Object.entries(pairs)) {
    if (value === null || value === undefined || value === false) continue
    if (!attributeName.test(name)) throw new Error('An attribute name holds a character that HTML does not allow.')
    markup += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`
  }
  return new Raw(markup)
}

/** Class names in one string; whatever is absent is left out. */
export const classes = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => name !== false && name !== null && name !== undefined && name !== '').join(' ')

/** Ids for `aria-describedby`, or nothing when there are none. */
export const describedBy = (...ids: readonly (string | false | null | undefined)[]): string | undefined => classes(...ids) || undefined
