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
}

const ported: readonly Ported[] = [
  { component: 'back-link', render: ui.backLink },
  { component: 'button', render: ui.button },
  { component: 'checkboxes', render: ui.checkboxes },
  { component: 'date-input', render: ui.dateInput },
  { component: 'details', render: ui.details },
  { component: 'error-message', render: ui.errorMessage },
  { component: 'error-summary', render: ui.errorSummary },
  { component: 'fieldset', render: ui.fieldset },
  { component: 'generic-header', render: ui.genericHeader },
  { component: 'hint', render: ui.hint },
  { component: 'input', render: ui.textInput },
  { component: 'inset-text', render: ui.insetText },
  { component: 'label', render: ui.label },
  { component: 'language-navigation', render: ui.languageNavigation },
  { component: 'notification-banner', render: ui.notificationBanner },
  { component: 'panel', render: ui.panel },
  { component: 'radios', render: ui.radios },
  { component: 'service-navigation', render: ui.serviceNavigation },
  { component: 'skip-link', render: ui.skipLink },
  { component: 'summary-list', render: ui.summaryList },
  { component: 'table', render: ui.table },
  { component: 'tag', render: ui.tag },
  { component: 'warning-text', render: ui.warningText },
]

describe.each(ported)('$component as govuk-frontend renders it', ({ component, render, unsupported = {}, rename = (options) => options }) => {
  const same = (fixture: { options: Record<string, unknown>; html: string }): boolean => {
    const options = rename(ourOptions(fixture.options) as Record<string, unknown>)
    return canonical(render(options as never).markup) === canonical(fixture.html)
  }

  it.each(fixturesOf(component).filter(({ name }) => !(name in unsupported)))('$name', (fixture) => {
    const options = rename(ourOptions(fixture.options) as Record<string, unknown>)
    expect(canonical(render(options as never).markup)).toBe(canonical(fixture.html))
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
