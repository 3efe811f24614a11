import { describe, expect, it } from 'vitest'
import * as ui from '@counterfoil/ui/components'
import type { Raw } from '@counterfoil/ui/components'
import { canonical, fixturesOf, ourOptions } from './govuk-fixtures.ts'

interface Ported {
  readonly component: string
  readonly render: (options: never) => Raw
  /** Fixture by name, and why we don't render it. An entry that stops being needed fails. */
  readonly unsupported?: Readonly<Record<string, string>>
  /** Our option for one of govuk's that we named otherwise. */
  readonly rename?: (options: Record<string, unknown>) => Record<string, unknown>
  /** What we leave out of govuk's markup. */
  readonly expected?: (html: string) => string
}

/** govuk takes `day`, `month` and `year` beside `items`; ours takes items alone. */
function partsAsItems({ day, month, year, ...options }: Record<string, unknown>): Record<string, unknown> {
  if (options['items'] !== undefined) return options
  const parts = Object.entries({ day, month, year }).filter(([, part]) => part !== false)
  return { ...options, items: parts.map(([name, part]) => ({ name, ...(part as object | undefined) })) }
}

const ported: readonly Ported[] = [
  { component: 'back-link', render: ui.backLink },
  { component: 'button', render: ui.button },
  { component: 'checkboxes', render: ui.checkboxes },
  { component: 'date-input', render: ui.dateInput, rename: partsAsItems, unsupported: { 'with field value and items': 'A part has one place for its value: its item.' } },
  { component: 'details', render: ui.details },
  { component: 'error-message', render: ui.errorMessage },
  { component: 'error-summary', render: ui.errorSummary },
  {
    component: 'file-upload',
    render: ui.fileUpload,
    // A box to drop files on needs a script; ours is the browser's own field.
    unsupported: Object.fromEntries(
      fixturesOf('file-upload')
        .filter(({ options }) => options['javascript'] === true)
        .map(({ name }) => [name, 'The field is the browser\'s own.']),
    ),
  },
  { component: 'fieldset', render: ui.fieldset, rename: ({ text, ...rest }) => ({ ...rest, content: text }) },
  { component: 'generic-header', render: ui.genericHeader },
  { component: 'hint', render: ui.hint },
  { component: 'input', render: ui.textInput },
  { component: 'inset-text', render: ui.insetText },
  { component: 'label', render: ui.label },
  { component: 'language-navigation', render: ui.languageNavigation },
  {
    component: 'notification-banner',
    render: ui.notificationBanner,
    // Ours asks for the title, so that a Welsh page can't say "Success" by omission.
    rename: (options) => ({ titleText: options['type'] === 'success' ? 'Success' : 'Important', ...options }),
  },
  {
    component: 'panel',
    render: ui.panel,
    unsupported: Object.fromEntries(
      fixturesOf('panel')
        .filter(({ name }) => name.startsWith('interruption'))
        .map(({ name }) => [name, 'No journey interrupts a person with a full panel.']),
    ),
  },
  { component: 'radios', render: ui.radios },
  {
    component: 'service-navigation',
    render: ui.serviceNavigation,
    // The toggle that collapses the list needs a script; our pages do without, so the expected markup loses it.
    expected: (html) => html.replaceAll(/<button[^>]*govuk-js-service-navigation-toggle[\s\S]*?<\/button>/g, ''),
    rename: ({ slots, ...options }) => ({ ...options, inlineEnd: (slots as { end?: { text?: unknown } } | undefined)?.end?.text }),
    unsupported: {
      'with language navigation': 'The language switch stands on the same line: inlineEnd.',
      'inverse with language navigation': 'The language switch stands on the same line: inlineEnd.',
      'with custom navigation toggle text': 'Its words become the label of the list, and there is no toggle.',
      'with identical navigation toggle text and label': 'Its words become the label of the list, and there is no toggle.',
      'with slotted content': 'Start and list slots have no use here.',
    },
  },
  { component: 'skip-link', render: ui.skipLink },
  { component: 'summary-list', render: ui.summaryList },
  { component: 'table', render: ui.table },
  { component: 'task-list', render: ui.taskList },
  { component: 'tag', render: ui.tag },
  { component: 'textarea', render: ui.textarea },
  { component: 'warning-text', render: ui.warningText },
]

describe.each(ported)('$component as govuk-frontend renders it', ({ component, render, unsupported = {}, rename = (options) => options, expected = (html) => html }) => {
  const same = (fixture: { options: Record<string, unknown>; html: string }): boolean => {
    const options = rename(ourOptions(fixture.options) as Record<string, unknown>)
    return canonical(render(options as never).markup) === canonical(expected(fixture.html))
  }

  it.each(fixturesOf(component).filter(({ name }) => !(name in unsupported)))('$name', (fixture) => {
    const options = rename(ourOptions(fixture.options) as Record<string, unknown>)
    expect(canonical(render(options as never).markup)).toBe(canonical(expected(fixture.html)))
  })

  it('lists as unsupported only what differs', () => {
    const needless = fixturesOf(component).filter((fixture) => {
      if (!(fixture.name in unsupported)) return false
      try {
        return same(fixture)
      } catch {
        return false
      }
    })
    expect(needless.map(({ name }) => name)).toEqual([])
  })
})
