import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Editor, Place } from './findings.ts'
import { claimsIn, fieldsOf, pathOf, sectionsOf } from './type-fields.ts'

const places: readonly (readonly [RegExp, string, string])[] = [
  [/^name (?:lacks|has)/, 'words', 'name'],
  [/^description (?:lacks|has)/, 'words', 'description'],
  [/^validityDays/, 'rules', 'validityDays'],
  [/^endsOn/, 'rules', 'endsOn'],
  [/^renewal/, 'rules', 'renewal'],
  [/^statusKinds/, 'rules', 'suspension'],
  [/^offeredWhen/, 'rules', 'offeredWhen'],
  [/^card\.alt/, 'card', 'alt'],
  [/^card\.background/, 'card', 'background'],
  [/^card\.text/, 'card', 'text'],
  [/^card\.svg/, 'card', 'art'],
]

/** Where in a claim each kind of sentence is mended. */
const claimPlaces: readonly (readonly [RegExp, string])[] = [
  [/lacks the English or Welsh of "([a-z0-9_]+)"/, 'value.'],
  [/lacks its English or Welsh|has words/, 'label'],
  [/always be disclosed|alwaysBecause/, 'alwaysBecause'],
  [/disclos/, 'disclosable'],
  [/takes (?:a|the) field|take fields/, 'field'],
]

/** How a type is edited. The picture of its card has a field of its own, which is no member of the type. */
export const typeEditor: Editor = { sectionsOf, fieldsOf, placeOf }

function placeOf(value: JsonObject, problem: string): Place | null {
  const found = places.find(([form]) => form.test(problem))
  if (found !== undefined) return { section: found[1], field: found[2] }
  const path = /^claim (\S+) /.exec(problem)?.[1]
  if (path === undefined || !claimsIn(value).some((claim) => pathOf(claim) === path)) return null
  const section = `claim.${path}`
  const names = fieldsOf(value, section).map(({ name }) => name)
  for (const [form, field] of claimPlaces) {
    const told = form.exec(problem)
    if (told === null) continue
    const named = field === 'value.' ? `value.${told[1] ?? ''}` : field
    if (names.some((name) => name === named || name.startsWith(`${named}.`))) return { section, field: named }
  }
  return null
}
