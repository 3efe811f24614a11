type Attributes = Readonly<Record<string, string | number | boolean | undefined>>
type Child = Node | string | null | undefined | false

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
}

/** Makes an element; text is only ever text, so that no policy and no value can turn it into markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  setAttributes(element, attributes)
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

const svgNamespace = 'http://www.w3.org/2000/svg'

export function makeSvg(name: 'svg' | 'path', attributes: Attributes, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS(svgNamespace, name)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

/** A button that never submits the form around it. */
export function makeButton(words: string, pressed: () => void, kind: 'primary' | 'secondary' = 'primary'): HTMLButtonElement {
  // An id that names no form takes the control out of the form that may surround the element.
  const button = make('button', { type: 'button', form: '', class: kind === 'primary' ? 'govuk-button' : 'govuk-button govuk-button--secondary' }, words)
  button.addEventListener('click', pressed)
  return button
}

export const makeHeading = (words: string): HTMLHeadingElement => make('h3', { class: 'govuk-heading-s', tabindex: -1 }, words)
export const makeParagraph = (words: string): HTMLParagraphElement => make('p', { class: 'govuk-body' }, words)
export const makeSmallPrint = (words: string): HTMLParagraphElement => make('p', { class: 'govuk-body-s' }, words)
export const makeGroup = (...children: readonly Child[]): HTMLDivElement => make('div', { class: 'govuk-button-group' }, ...children)
