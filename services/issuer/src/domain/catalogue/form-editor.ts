import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Editor, Place } from './findings.ts'
import { formFieldsOf, formSectionsOf, type TypeOfForm } from './form-fields.ts'
import { claimsIn } from './type-fields.ts'

const places: readonly (readonly [RegExp, string, string])[] = [
  [/^title\b/, 'words', 'title'],
  [/^purpose\b/, 'words', 'purpose'],
  [/^lawfulBasis\b/, 'words', 'lawfulBasis'],
  [/^retention\b/, 'words', 'retention'],
  [/^contact:/, 'people', 'contact'],
  [/^privacyNotice\b/, 'people', 'privacyNotice'],
  [/^returnPaths\b/, 'people', 'returnPaths'],
  [/^crossDevice\.reason\b/, 'device', 'reason'],
  [/^crossDevice\b/, 'device', 'allowed'],
]

/** What concerns the claims together is mended where they are chosen. */
const ofAllClaims = /^claims: |^fields: |^no claim is required|^more than \d+ claims may be left out|is not one of the credential type$/

/** Where in a claim each kind of sentence is mended; the id of the claim is in it. */
const claimPlaces: readonly (readonly [RegExp, string])[] = [
  [/^the purpose of claim (\w+)\./, 'why'],
  [/^claim (\w+) is asked for but fills no field/, 'fields'],
  [/^field \w+ is filled from (\w+)/, 'fields'],
]

/** How a form is edited. */
export const formEditor = (typeOf: TypeOfForm): Editor => ({
  sectionsOf: formSectionsOf,
  fieldsOf: (value, section) => formFieldsOf(value, section, typeOf),
  placeOf: (value, problem) => placeOf(value, problem, typeOf),
})

function placeOf(value: JsonObject, problem: string, typeOf: TypeOfForm): Place | null {
  const said = /\.(en|cy)\b/.exec(problem)?.[1]
  const found = places.find(([form]) => form.test(problem))
  if (found !== undefined) return { section: found[1], field: inLanguage(found[2], said) }
  for (const [form, field] of claimPlaces) {
    const id = form.exec(problem)?.[1]
    if (id !== undefined && claimsIn(value).some((claim) => claim['id'] === id)) return { section: `claim.${id}`, field: field === 'why' ? inLanguage(field, said) : field }
  }
  return placeOfField(value, problem) ?? (ofAllClaims.test(problem) ? firstOf(formFieldsOf(value, 'claims', typeOf).map(({ name }) => name)) : null)
}

const inLanguage = (name: string, language: string | undefined): string => (language === undefined || name === 'allowed' ? name : `${name}.${language}`)

const firstOf = ([first]: readonly string[]): Place | null => (first === undefined ? null : { section: 'claims', field: first })

/** A field of the form is told by its name, or by its place in the list: it is mended at the claim that fills it. */
function placeOfField({ fields, ...value }: JsonObject, problem: string): Place | null {
  const all = Array.isArray(fields) ? (fields as readonly unknown[] as readonly { readonly name?: unknown; readonly from?: unknown }[]) : []
  const place = /^fields\.(\d+)\./.exec(problem)?.[1]
  const name = /^field (\w+) (?:has a reserved name|is listed twice)/.exec(problem)?.[1]
  const from = place === undefined ? all.find((field) => field.name === name)?.from : all[Number(place)]?.from
  return name === undefined && place === undefined ? null : claimsIn(value).some((claim) => claim['id'] === from) ? { section: `claim.${String(from)}`, field: 'fields' } : null
}
