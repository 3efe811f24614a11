import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { EditedField } from './edited-field.ts'

/** What a linter says against a draft, and the field where it can be mended: `text` of the section `json` where no other has it. */
export interface Finding {
  readonly problem: string
  readonly section: string
  readonly field: string
}

export type Place = Omit<Finding, 'problem'>

/** In which parts something is edited, each as one form, and where in them what a linter says is mended. */
export interface Editor {
  readonly sectionsOf: (value: JsonObject) => readonly string[]
  /** None when it has no such section. */
  readonly fieldsOf: (value: JsonObject, section: string) => readonly EditedField[]
  /** A field in two languages may be named without its language. Null when no field has it. */
  readonly placeOf: (value: JsonObject, problem: string) => Place | null
}

export const findingsOf = (editor: Editor, value: JsonObject | null, problems: readonly string[]): readonly Finding[] => problems.map((problem) => ({ problem, ...placeIn(editor, value ?? {}, problem) }))

function placeIn(editor: Editor, value: JsonObject, problem: string): Place {
  const place = editor.placeOf(value, problem)
  return place === null ? { section: 'json', field: 'text' } : { section: place.section, field: fieldIn(editor.fieldsOf(value, place.section), value, place.field) }
}

/** Of a field in two languages the one that is empty, or else the Welsh: it is the one that was forgotten. */
function fieldIn(fields: readonly EditedField[], value: JsonObject, name: string): string {
  const both = fields.filter((field) => field.name === `${name}.en` || field.name === `${name}.cy`)
  return (both.find(({ shown }) => shown(value).trim() === '') ?? both.at(-1))?.name ?? name
}
