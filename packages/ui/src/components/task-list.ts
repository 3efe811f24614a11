import { attributes, classes, describedBy, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'
import { tag, type TagOptions } from './tag.ts'

export interface Task {
  readonly title: { readonly text: Content; readonly classes?: string | undefined }
  /** Where it is done; a task without can't be begun yet. */
  readonly href?: string | undefined
  readonly hint?: { readonly text: Content } | undefined
  readonly status: { readonly text?: Content; readonly tag?: TagOptions | undefined; readonly classes?: string | undefined }
  readonly classes?: string | undefined
}

export interface TaskListOptions {
  readonly items: readonly (Task | null)[]
  readonly idPrefix?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** What there is to do, and how far each thing is. @see https://design-system.service.gov.uk/components/task-list/ */
export function taskList({ items, idPrefix = 'task-list', ...options }: TaskListOptions): Raw {
  const tasks = items.map((task, index) => task !== null && taskIn(task, `${idPrefix}-${index + 1}`))
  return html`<ul${attributes({ class: classes('govuk-task-list', options.classes), ...options.attributes })}>${tasks}</ul>`
}

function taskIn({ title, href, hint, status, classes: own }: Task, id: string): Raw {
  const hintId = hint === undefined ? null : `${id}-hint`
  const name =
    href === undefined
      ? html`<div${attributes({ class: title.classes })}>${title.text}</div>`
      : html`<a${attributes({ class: classes('govuk-link govuk-task-list__link', title.classes), href, 'aria-describedby': describedBy(hintId, `${id}-status`) })}>${title.text}</a>`
  return html`<li class="${classes('govuk-task-list__item', href !== undefined && 'govuk-task-list__item--with-link', own)}"><div class="govuk-task-list__name-and-hint">${name}${hint !== undefined && html`<div${attributes({ id: hintId ?? undefined, class: 'govuk-task-list__hint' })}>${hint.text}</div>`}</div><div class="${classes('govuk-task-list__status', status.classes)}" id="${id}-status">${status.tag === undefined ? status.text : tag(status.tag)}</div></li>`
}
