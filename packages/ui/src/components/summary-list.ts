import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, trusted, type Content, type Raw } from '../markup/html.ts'

export interface SummaryAction {
  readonly href: string
  readonly text: Content
  /** What the action is about, read out only: "Change" + "name". */
  readonly visuallyHiddenText?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

interface Actions {
  readonly items: readonly SummaryAction[]
  readonly classes?: string | undefined
}

export interface SummaryRow {
  readonly key: { readonly text: Content; readonly classes?: string | undefined }
  readonly value: { readonly text: Content; readonly classes?: string | undefined }
  readonly actions?: Actions | undefined
  readonly classes?: string | undefined
}

export interface SummaryCard {
  readonly title?: { readonly text: Content; readonly headingLevel?: number | undefined; readonly classes?: string | undefined }
  readonly actions?: Actions | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

export interface SummaryListOptions {
  readonly rows: readonly (SummaryRow | null)[]
  readonly card?: SummaryCard | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** Pairs of key and value, with what can be done about each. @see https://design-system.service.gov.uk/components/summary-list/ */
export function summaryList(options: SummaryListOptions): Raw {
  const anyActions = options.rows.some((row) => row?.actions !== undefined && row.actions.items.length > 0)
  const rows = options.rows.map((row) => row !== null && summaryRow(row, anyActions, options.card?.title?.text))
  const list = html`<dl${attributes({ class: classes('govuk-summary-list', options.classes), ...options.attributes })}>${rows}</dl>`
  return options.card === undefined ? list : summaryCard(options.card, list)
}

function summaryRow(row: SummaryRow, anyActions: boolean, cardTitle: Content): Raw {
  const names = classes('govuk-summary-list__row', anyActions && row.actions === undefined && 'govuk-summary-list__row--no-actions', row.classes)
  return html`<div class="${names}"><dt class="${classes('govuk-summary-list__key', row.key.classes)}">${row.key.text}</dt><dd class="${classes(
    'govuk-summary-list__value',
    row.value.classes,
  )}">${row.value.text}</dd>${rowActions(row.actions, cardTitle)}</div>`
}

function rowActions(actions: Actions | undefined, cardTitle: Content): Raw {
  if (actions === undefined || actions.items.length === 0) return html``
  const [only] = actions.items
  const content =
    only !== undefined && actions.items.length === 1
      ? actionLink(only, cardTitle)
      : html`<ul class="govuk-summary-list__actions-list">${actions.items.map((item) => html`<li class="govuk-summary-list__actions-list-item">${actionLink(item, cardTitle)}</li>`)}</ul>`
  return html`<dd class="${classes('govuk-summary-list__actions', actions.classes)}">${content}</dd>`
}

function actionLink(action: SummaryAction, cardTitle: Content): Raw {
  const about = html`${hasContent(action.visuallyHiddenText) && html` ${action.visuallyHiddenText}`}${hasContent(cardTitle) && html` (${cardTitle})`}`
  const hidden = hasContent(about) && html`<span class="govuk-visually-hidden">${about}</span>`
  return html`<a${attributes({ class: classes('govuk-link', action.classes), href: action.href, ...action.attributes })}>${action.text}${hidden}</a>`
}

function summaryCard(card: SummaryCard, list: Raw): Raw {
  const level = trusted(String(card.title?.headingLevel ?? 2))
  const title =
    card.title !== undefined && html`<h${level} class="${classes('govuk-summary-card__title', card.title.classes)}">${card.title.text}</h${level}>`
  return html`<div${attributes({ class: classes('govuk-summary-card', card.classes), ...card.attributes })}><div class="govuk-summary-card__title-wrapper">${title}${cardActions(
    card,
  )}</div><div class="govuk-summary-card__content">${list}</div></div>`
}

function cardActions(card: SummaryCard): Raw {
  const items = card.actions?.items ?? []
  const names = classes('govuk-summary-card__actions', card.actions?.classes)
  const [only] = items
  if (only === undefined) return html``
  if (items.length === 1) return html`<div class="${names}">${actionLink(only, card.title?.text)}</div>`
  return html`<ul class="${names}">${items.map((item) => html`<li class="govuk-summary-card__action">${actionLink(item, card.title?.text)}</li>`)}</ul>`
}
