import type { FormChoice, FormField, FormPart } from './form-profile.ts'

/** Whether no answer is filled from both credentials: every choice that has them has each in options of its own. */
function areApart(choices: readonly FormChoice[], one: FormPart, other: FormPart): boolean {
  const [here, there] = [one, other].map(({ credential: { id }, need }) => (need === 'choice' ? choices.filter(({ options }) => options.flat().includes(id)) : []))
  if (here?.length !== 1 || there?.length !== 1 || here[0] !== there[0]) return false
  return here[0]?.options.every((option) => !(option.includes(one.credential.id) && option.includes(other.credential.id))) === true
}

/** Those pairs of credentials from which one answer may be filled. */
export const pairsOf = (parts: readonly FormPart[], choices: readonly FormChoice[]): readonly (readonly [FormPart, FormPart])[] =>
  parts.flatMap((one, place) => parts.slice(place + 1).flatMap((other) => (areApart(choices, one, other) ? [] : [[one, other] as const])))

/** Whether no answer has both claims: they are of credentials apart, or of different sets of one credential's claims. */
export function areAlternatives(parts: readonly FormPart[], choices: readonly FormChoice[], one: string, other: string): boolean {
  const [here, there] = [one, other].map((id) => parts.find(({ claims }) => claims.some((claim) => claim.id === id)))
  if (here === undefined || there === undefined || one === other) return false
  if (here !== there) return areApart(choices, here, there)
  return here.claimSets !== undefined && !here.claimSets.some((set) => set.includes(one) && set.includes(other))
}

const row = '{n}'
export const isOfRows = ({ name }: Pick<FormField, 'name'>): boolean => name.includes(row)

/** The fields of one row, counted from 1. */
export const fieldsOfRow = (fields: readonly FormField[], number: number): readonly FormField[] => fields.map((field) => ({ ...field, name: field.name.replace(row, `${number}`) }))

/** Every field that may be filled by the claims of one credential, under the name that the form gets it by. */
export function fieldsOfPart(fields: readonly FormField[], { claims, credential: { most = 1 } }: FormPart): readonly FormField[] {
  const own = fields.filter(({ from }) => claims.some(({ id }) => id === from))
  return own.flatMap((field) => (isOfRows(field) ? Array.from({ length: most }, (_, place) => fieldsOfRow([field], place + 1)).flat() : [field]))
}
