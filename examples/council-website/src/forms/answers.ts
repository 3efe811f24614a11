import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { controlsOf, fieldsOf, type CouncilForm, type FormField } from './form.ts'

/** What was typed, by the name of the control. */
export type Answers = ReadonlyMap<string, string>

export interface AnswerError {
  readonly field: FormField
  /** Id of the control to go to. */
  readonly control: string
  readonly words: Bilingual
}

const longestAnswer = 200

/** The answers in a posted form: known controls only, trimmed, without control characters. */
export function answersFrom(form: CouncilForm, body: Readonly<Record<string, string>>): Answers {
  const names = fieldsOf(form).flatMap(controlsOf)
  // oxlint-disable-next-line no-control-regex
  return new Map(names.map((name) => [name, (body[name] ?? '').replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ').trim().slice(0, longestAnswer)]))
}

/** The one value of a field: a date as ISO when it exists, everything else as typed. */
export function valueOf(field: FormField, answers: Answers): string {
  if (field.kind === 'text') return answers.get(field.name) ?? ''
  const [day = '', month = '', year = ''] = controlsOf(field).map((name) => answers.get(name) ?? '')
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return ''
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const instant = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === iso ? iso : ''
}

/** A value as answers to the controls of its field. */
export function answersOf(field: FormField, value: string): readonly (readonly [string, string])[] {
  if (field.kind === 'text') return [[field.name, value]]
  const [year = '', month = '', day = ''] = value.split('-')
  const parts = [String(Number(day)), String(Number(month)), year]
  return controlsOf(field).map((name, index) => [name, parts[index] ?? ''] as const)
}

export const isBlank = (field: FormField, answers: Answers): boolean => controlsOf(field).every((name) => (answers.get(name) ?? '') === '')

/** Everything that is wrong with the answers, in the order of the form. */
export const errorsIn = (form: CouncilForm, answers: Answers): AnswerError[] =>
  fieldsOf(form).flatMap((field) => {
    const control = firstWrongControl(field, answers)
    if (isBlank(field, answers)) return field.required ? [{ field, control, words: field.missing }] : []
    const value = valueOf(field, answers)
    return value !== '' && field.accepts(value) ? [] : [{ field, control, words: field.wrong }]
  })

function firstWrongControl(field: FormField, answers: Answers): string {
  const names = controlsOf(field)
  return names.find((name) => (answers.get(name) ?? '') === '') ?? names[0] ?? field.name
}
