import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
// @ts-expect-error jsdom ships no types, and the workspace has none for it
import { JSDOM } from 'jsdom'
import { trusted } from '@counterfoil/ui/markup/html'

export interface Fixture {
  readonly name: string
  readonly options: Record<string, unknown>
  readonly html: string
}

const require = createRequire(import.meta.url)

/** What govuk-frontend itself renders for a component, option by option. */
export function fixturesOf(component: string): Fixture[] {
  const file = require.resolve(`govuk-frontend/dist/govuk/components/${component}/fixtures.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { fixtures: Fixture[] }).fixtures
}

const pairs: Record<string, string> = { html: 'text', titleHtml: 'titleText', summaryHtml: 'summaryText', descriptionHtml: 'descriptionText', logoHtml: 'logo', logoText: 'logo' }
const markupKeys = new Set(['html', 'titleHtml', 'summaryHtml', 'descriptionHtml', 'logoHtml'])

/** govuk's `text` or `html` become our one option, which takes strings (escaped) and Raw. */
export function ourOptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === '' || item === false ? null : ourOptions(item)))
  if (typeof value !== 'object' || value === null) return value
  const result: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    if (key === 'conditional') {
      const { html } = (member ?? {}) as { html?: unknown }
      result[key] = typeof html === 'string' && html !== '' ? trusted(html) : undefined
    } else if (key === 'attributes') result[key] = member
    else if (markupKeys.has(key)) {
      if (typeof member === 'string' && member !== '') result[pairs[key] ?? key] = trusted(member.trim())
    } else if (!(pairs[key] ?? key in result) || result[pairs[key] ?? key] === undefined) result[pairs[key] ?? key] = ourOptions(member)
  }
  return result
}

/** Markup as a canonical tree: attributes sorted, white space collapsed and dropped at the edges of elements. */
export function canonical(markup: string): string {
  const { document } = (new JSDOM(`<body>${markup}`) as { window: { document: Document } }).window
  return childrenOf(document.body)
}

function childrenOf(element: Element): string {
  const parts: string[] = []
  for (const node of element.childNodes) {
    if (node.nodeType === 3) parts.push((node.textContent ?? '').replace(/\s+/g, ' '))
    else if (node.nodeType === 1) parts.push(elementOf(node as Element))
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '').join('\n')
}

function elementOf(element: Element): string {
  const own = [...element.attributes].map(({ name, value }) => ` ${name}="${name === 'class' ? value.trim().split(/\s+/).sort().join(' ') : value}"`).sort()
  return `<${element.localName}${own.join('')}>\n${childrenOf(element)}\n</${element.localName}>`
}
