/** Markup that is already safe to place in a page. Only `html` and `trusted` make it. */
export class Raw {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }

  toString(): string {
    return this.markup
  }
}

/** What may stand between tags: plain strings are escaped, Raw stays as it is, nothing stands for nothing. */
export type Content = string | number | Raw | null | undefined | false | readonly Content[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text with the five characters escaped that mean something in HTML, between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** Declares markup of our own (or of a caller that escaped it) safe. Never call it with what a person typed. */
export const trusted = (markup: string): Raw => new Raw(markup)

/** Content as safe markup. */
export function render(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (content instanceof Raw) return content.markup
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  return content.map(render).join('')
}

/** A template whose values are escaped unless they are Raw: html`<p>${name}</p>`. */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Raw =>
  new Raw(parts.reduce((markup, part, index) => markup + (index === 0 ? '' : render(values[index - 1])) + part, ''))

/** Whether there is anything to show: an empty string is nothing, as in the GOV.UK templates. */
export const hasContent = (content: Content): boolean => render(content) !== ''
