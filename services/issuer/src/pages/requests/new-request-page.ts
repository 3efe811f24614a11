import { button, dateInput, errorSummary, html, radios, textInput } from '@counterfoil/ui/components'
import { dataRequestKinds } from '../../domain/requests/data-request.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { requestWords } from '../words/requests/requests.ts'

export const requestProblems = ['kind', 'handle', 'nobody', 'received', 'future', 'long_ago'] as const
export type RequestProblem = (typeof requestProblems)[number]

/** What was typed: no more than a choice, a handle and a date, which may stand in an address. */
export interface TypedRequest {
  readonly kind: string
  readonly handle: string
  readonly day: string
  readonly month: string
  readonly year: string
}

const fieldOf = (problem: RequestProblem): 'kind' | 'handle' | 'received' => (problem === 'kind' ? 'kind' : problem === 'handle' || problem === 'nobody' ? 'handle' : 'received')

export function newRequestPage(view: StaffView, { typed, problems }: { readonly typed: TypedRequest; readonly problems: readonly RequestProblem[] }): string {
  const words = requestWords[view.language].new
  const errorAt = (field: ReturnType<typeof fieldOf>) => {
    const problem = problems.find((one) => fieldOf(one) === field)
    return problem === undefined ? undefined : { text: words.errors[problem] }
  }
  const href = { kind: '#kind', handle: '#handle', received: '#received-day' }
  return staffPage(view, {
    title: words.title,
    section: 'requests',
    back: { href: '/staff/requests' },
    hasError: problems.length > 0,
    content: html`${problems.length > 0 && errorSummary({ titleText: frameWords[view.language].problem, errorList: problems.map((problem) => ({ text: words.errors[problem], href: href[fieldOf(problem)] })) })}<h1 class="govuk-heading-l">${words.title}</h1>
<form method="post" action="/staff/requests" novalidate>${csrfField(view)}${radios({
      name: 'kind',
      value: typed.kind,
      fieldset: { legend: { text: words.kind, classes: 'govuk-fieldset__legend--m' } },
      errorMessage: errorAt('kind'),
      items: dataRequestKinds.map((kind) => ({ value: kind, text: requestWords[view.language].kinds[kind] })),
    })}${textInput({ name: 'handle', label: { text: words.handle, classes: 'govuk-label--m' }, hint: { text: words.handleHint }, value: typed.handle, errorMessage: errorAt('handle'), autocomplete: 'off', spellcheck: false })}${dateInput({
      id: 'received',
      namePrefix: 'received',
      fieldset: { legend: { text: words.received, classes: 'govuk-fieldset__legend--m' } },
      hint: { text: words.receivedHint },
      errorMessage: errorAt('received'),
      items: (['day', 'month', 'year'] as const).map((name) => ({ name, label: frameWords[view.language].dateParts[name], value: typed[name] })),
    })}${button({ text: words.button, id: 'enter', preventDoubleClick: true })}</form>`,
  })
}
