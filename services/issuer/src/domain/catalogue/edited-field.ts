import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'

type Step = string | number

/** How a field is filled in. */
export type FieldWidget = 'text' | 'number' | 'box' | 'lines' | 'choice'

/** One field of a form in which an editor changes a part of a draft. */
export interface EditedField {
  readonly name: string
  readonly widget: FieldWidget
  /** Of a choice, what can be chosen. */
  readonly choices?: readonly string[]
  readonly shown: (value: JsonObject) => string
  readonly put: (value: JsonObject, text: string) => JsonObject
}

/** How a field's text becomes a member: as it is, as a number where it is one, left out where it is empty, or true where it is ticked. */
const kinds = {
  text: { widget: 'text', read: (text: string): Json | undefined => text, write: (member: Json): string => (typeof member === 'string' ? member : JSON.stringify(member)) },
  number: { widget: 'number', read: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text), write: (member) => (typeof member === 'string' ? member : JSON.stringify(member)) },
  optional: { widget: 'text', read: (text) => (text === '' ? undefined : text), write: (member) => (typeof member === 'string' ? member : JSON.stringify(member)) },
  ticked: { widget: 'box', read: (text) => text === 'yes', write: (member) => (member === true ? 'yes' : '') },
  suspension: { widget: 'box', read: (text) => (text === 'yes' ? ['revocation', 'suspension'] : ['revocation']), write: (member) => (Array.isArray(member) && member.includes('suspension') ? 'yes' : '') },
  path: { widget: 'text', read: (text) => (text === '' ? undefined : text.split('.')), write: (member) => (Array.isArray(member) ? member.join('.') : '') },
  lines: { widget: 'lines', read: (text) => text.split('\n').map((line) => line.trim()).filter((line) => line !== ''), write: (member) => (Array.isArray(member) ? member.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') : '') },
} as const satisfies Readonly<Record<string, { readonly widget: FieldWidget; readonly read: (text: string) => Json | undefined; readonly write: (member: Json) => string }>>

/** A field that shows one member. */
export function memberField(name: string, at: readonly Step[], kind: keyof typeof kinds): EditedField {
  const { widget, read, write } = kinds[kind]
  return {
    name,
    widget,
    shown: (value) => {
      const member = memberAt(value, at)
      return member === undefined ? '' : write(member)
    },
    put: (value, text) => (putAt(value, at, read(text)) ?? {}) as JsonObject,
  }
}

export const bothLanguages = (name: string, at: readonly Step[], kind: 'text' | 'optional' = 'text'): EditedField[] => (['en', 'cy'] as const).map((language) => memberField(`${name}.${language}`, [...at, language], kind))

/** The draft as it is with what a form says; a field that the form hasn't is an unticked box. */
export const withFields = (value: JsonObject, fields: readonly EditedField[], given: (name: string) => string | null): JsonObject =>
  fields.reduce<JsonObject>((so, { name, put }) => put(so, (given(name) ?? '').trim()), value)

function memberAt(value: Json | undefined, [step, ...rest]: readonly Step[]): Json | undefined {
  if (step === undefined) return value
  if (typeof step === 'number') return Array.isArray(value) ? memberAt((value as readonly Json[])[step], rest) : undefined
  return isJsonObject(value) && Object.hasOwn(value, step) ? memberAt(value[step], rest) : undefined
}

/** An object that nothing is left in goes, too. */
function putAt(value: Json | undefined, [step, ...rest]: readonly Step[], member: Json | undefined): Json | undefined {
  if (step === undefined) return member
  if (typeof step === 'number') return Array.isArray(value) ? (value as readonly Json[]).map((item, place) => (place === step ? (putAt(item, rest, member) ?? item) : item)) : value
  const object = isJsonObject(value) ? value : {}
  const put = putAt(object[step], rest, member)
  if (put !== undefined) return { ...object, [step]: put }
  const { [step]: _left, ...others } = object
  return Object.keys(others).length === 0 ? undefined : others
}
