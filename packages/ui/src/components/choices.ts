import { attributes, classes, describedBy, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'
import type { FieldsetOptions } from './fieldset.ts'
import { explanation, formGroup, maybeFieldset, type Explained, type FormGroupOptions } from './form-group.ts'
import { hint, type HintOptions } from './hint.ts'
import { label } from './label.ts'

export interface Choice {
  readonly value: string
  readonly text: Content
  readonly id?: string | undefined
  readonly checked?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly hint?: Omit<HintOptions, 'id'> | undefined
  readonly label?: { readonly classes?: string | undefined; readonly attributes?: Attributes | undefined } | undefined
  /** Shown when chosen; without JavaScript the stylesheet shows it always. */
  readonly conditional?: Content | undefined
  readonly attributes?: Attributes | undefined
}

export interface Divider {
  readonly divider: string
}

export interface ChoicesOptions extends Explained {
  readonly name: string
  readonly idPrefix?: string | undefined
  readonly fieldset?: Omit<FieldsetOptions, 'content' | 'role'> | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly formGroup?: FormGroupOptions | undefined
}

interface Kind {
  readonly block: 'govuk-radios' | 'govuk-checkboxes'
  readonly type: 'radio' | 'checkbox'
}

interface Placed {
  readonly choice: Choice & { readonly name?: string | undefined; readonly behaviour?: string | undefined }
  readonly checked: boolean
  /** What explains the whole group is repeated on each control when no fieldset carries it. */
  readonly repeatsExplanation: boolean
}

/** What radios and checkboxes share: a group of labelled controls with hint, error and fieldset. */
export function choiceGroup(kind: Kind, options: ChoicesOptions, already: string | undefined, items: readonly (Divider | Placed | null)[]): Raw {
  const idPrefix = options.idPrefix ?? options.name
  const explained = explanation(idPrefix, options, already)
  const list = items.map((item, index) => item !== null && choiceOrDivider(kind, options.name, idPrefix, item, index, explained.describedBy))
  const group = html`<div${attributes({ class: classes(kind.block, options.classes), ...options.attributes, 'data-module': kind.block })}>${list}</div>`
  const content = maybeFieldset(options.fieldset, explained.describedBy, html`${explained.markup}${group}`)
  return formGroup(options.formGroup, options.errorMessage !== undefined, content)
}

function choiceOrDivider(kind: Kind, name: string, idPrefix: string, item: Divider | Placed, index: number, groupDescribedBy: string | undefined): Raw {
  if ('divider' in item) return html`<div class="${kind.block}__divider">${item.divider}</div>`
  const { choice } = item
  const id = choice.id ?? (index === 0 ? idPrefix : `${idPrefix}-${index + 1}`)
  const hintId = choice.hint !== undefined && hasContent(choice.hint.text) ? `${id}-item-hint` : null
  const describing = describedBy(item.repeatsExplanation && groupDescribedBy, hintId)
  return html`<div class="${kind.block}__item"><input${attributes(controlAttributes(kind, name, id, item, describing))}>${label({
    text: choice.text,
    classes: classes(`${kind.block}__label`, choice.label?.classes),
    for: id,
    ...(choice.label?.attributes === undefined ? {} : { attributes: choice.label.attributes }),
  })}${hintId !== null && choice.hint !== undefined && hint({ ...choice.hint, id: hintId, classes: classes(`${kind.block}__hint`, choice.hint.classes) })}</div>${conditional(kind, id, item)}`
}

function controlAttributes(kind: Kind, name: string, id: string, { choice, checked }: Placed, describing: string | undefined): Attributes {
  return {
    class: `${kind.block}__input`,
    id,
    name: choice.name ?? name,
    type: kind.type,
    value: choice.value,
    checked,
    disabled: choice.disabled,
    'data-aria-controls': hasContent(choice.conditional) ? `conditional-${id}` : undefined,
    'data-behaviour': choice.behaviour,
    'aria-describedby': describing,
    ...choice.attributes,
  }
}

function conditional(kind: Kind, id: string, { choice, checked }: Placed): Raw {
  if (!hasContent(choice.conditional)) return html``
  const names = classes(`${kind.block}__conditional`, !checked && `${kind.block}__conditional--hidden`)
  return html`<div${attributes({ class: names, id: `conditional-${id}` })}>${choice.conditional}</div>`
}
