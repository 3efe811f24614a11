import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { bothLanguages, memberField, type EditedField } from './edited-field.ts'

/** The parts in which a type is edited: a page each, and one for each claim, `claim.` and its path. */
export const typeSections = ['words', 'rules', 'card'] as const
export type TypeSection = (typeof typeSections)[number] | `claim.${string}`

/** The path of a claim, as section names and findings have it. */
export const pathOf = (claim: Json): string | null => (isJsonObject(claim) && Array.isArray(claim['path']) ? claim['path'].map(String).join('.') : null)

export const claimsIn = ({ claims }: JsonObject): readonly JsonObject[] => (Array.isArray(claims) ? (claims as readonly Json[]).filter(isJsonObject) : [])

/** Every section that a type has. */
export const sectionsOf = (value: JsonObject): readonly TypeSection[] => [...typeSections, ...claimsIn(value).flatMap((claim) => (pathOf(claim) === null ? [] : [`claim.${pathOf(claim)}` as const]))]

/** The fields of one section; none when the type has no such section. */
export function fieldsOf(value: JsonObject, section: string): readonly EditedField[] {
  if (section === 'words') return [...bothLanguages('name', ['name']), ...bothLanguages('description', ['description'])]
  if (section === 'rules') {
    return [
      memberField('validityDays', ['validityDays'], 'number'),
      memberField('endsOn', ['endsOn'], 'path'),
      memberField('renewal', ['renewal', 'opensDaysBefore'], 'number'),
      memberField('suspension', ['statusKinds'], 'suspension'),
      memberField('offeredWhen', ['offeredWhen'], 'text'),
    ]
  }
  if (section === 'card') return [memberField('background', ['card', 'background'], 'text'), memberField('text', ['card', 'text'], 'text'), ...bothLanguages('alt', ['card', 'alt'])]
  return section.startsWith('claim.') ? fieldsOfClaim(value, section.slice('claim.'.length)) : []
}

function fieldsOfClaim(value: JsonObject, path: string): readonly EditedField[] {
  const all = Array.isArray(value['claims']) ? (value['claims'] as readonly Json[]) : []
  const place = all.findIndex((claim) => pathOf(claim) === path)
  const claim = all[place]
  if (!isJsonObject(claim)) return []
  const at = ['claims', place] as const
  const words = isJsonObject(claim['values']) ? Object.keys(claim['values']) : []
  return [
    ...bothLanguages('label', [...at, 'label']),
    memberField('disclosable', [...at, 'disclosable'], 'ticked'),
    memberField('alwaysBecause', [...at, 'alwaysBecause'], 'optional'),
    memberField('field', [...at, 'field'], 'optional'),
    ...words.flatMap((word) => bothLanguages(`value.${word}`, [...at, 'values', word])),
  ]
}
