import { button, html, taskList, type Task } from '@counterfoil/ui/components'
import { nameOf } from '../../domain/council-record.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { issueWords } from '../words/issue-one/issue.ts'
import { addressOf, issueSteps, nextStep, stateOf, type IssueModel, type StepState } from './issue-model.ts'

const colours = { open: 'blue', wrong: 'red' } as const

/** Everything that is to be chosen, and how far it is. */
export function issueTasksPage(view: StaffView, model: IssueModel): string {
  const words = issueWords[view.language]
  const name = nameOf(model.person.record)
  const next = nextStep(model)
  const statusIn = (state: Exclude<StepState, 'none'>): Task['status'] => {
    if (state === 'done') return { text: words.status.done }
    return state === 'blocked' ? { text: words.status.blocked, classes: 'govuk-task-list__status--cannot-start-yet' } : { tag: { text: words.status[state], colour: colours[state] } }
  }
  const steps = issueSteps.map((step): Task | null => {
    const state = stateOf(step, model)
    if (state === 'none') return null
    return { title: { text: words.tasks[step] }, ...(state === 'blocked' ? {} : { href: addressOf(model, step, model.sealed) }), status: statusIn(state) }
  })
  const check: Task = { title: { text: words.tasks.check }, ...(next === 'check' ? { href: addressOf(model, 'check', model.sealed) } : {}), status: statusIn(next === 'check' ? 'open' : 'blocked') }
  return staffPage(view, {
    title: words.title(name),
    keeps: { draft: model.sealed },
    back: { href: `/staff/people/${model.person.handle}` },
    content: html`<h1 class="govuk-heading-l">${words.title(name)}</h1><p class="govuk-body">${words.lead}</p>
${taskList({ items: [{ title: { text: words.tasks.person }, href: '/staff/people', hint: { text: name }, status: statusIn('done') }, ...steps.filter((step) => step !== null), check] })}
${button({ text: words.carryOn, href: addressOf(model, next, model.sealed), id: 'carry-on' })}`,
  })
}
