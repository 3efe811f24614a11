import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { FindType } from '@counterfoil/shared/form-profile/form-profile'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { bothLanguages, memberField, type EditedField } from './edited-field.ts'
import { leavesOf } from '../leaf-claims.ts'
import { claimsIn } from './type-fields.ts'

/** The parts in which a form is edited: a page each, and one for each claim that it asks of its first credential, `claim.` and its id. */
const formSections = ['words', 'people', 'claims', 'device'] as const

/** How much a form needs a claim, and that it doesn't ask for it. */
export const claimChoices = ['no', 'required', 'if_held', 'optional'] as const

/** The type of the first credential that a form wants; null where it names none that is known. */
export type TypeOfForm = (value: JsonObject) => CredentialType | null

/** The type that a form names first. */
export const typeNamed = (find: FindType): TypeOfForm => ({ credential }) => {
  if (!isJsonObject(credential)) return null
  const { type, version } = credential
  return typeof type === 'string' && typeof version === 'number' ? find({ type, version }) : null
}

const idOf = (claim: JsonObject): string => (typeof claim['id'] === 'string' ? claim['id'] : '')

export const formSectionsOf = (value: JsonObject): readonly string[] => [...formSections, ...claimsIn(value).map((claim) => `claim.${idOf(claim)}`)]

/** The fields of one section; none when the form has no such section. */
export function formFieldsOf(value: JsonObject, section: string, typeOf: TypeOfForm): readonly EditedField[] {
  if (section === 'words') return ['title', 'purpose', 'lawfulBasis', 'retention'].flatMap((name) => bothLanguages(name, [name]))
  if (section === 'people') return [memberField('contact', ['contact'], 'text'), ...bothLanguages('privacyNotice', ['privacyNotice'], 'optional'), memberField('returnPaths', ['returnPaths'], 'lines')]
  if (section === 'device') return [memberField('allowed', ['crossDevice', 'allowed'], 'ticked'), ...bothLanguages('reason', ['crossDevice', 'reason'])]
  if (section === 'claims') return withholdable(typeOf(value)).map(({ path }) => needField(path))
  if (!section.startsWith('claim.')) return []
  const all = Array.isArray(value['claims']) ? (value['claims'] as readonly Json[]) : []
  const id = section.slice('claim.'.length)
  const place = all.findIndex((claim) => isJsonObject(claim) && idOf(claim) === id)
  return place === -1 ? [] : [...bothLanguages('why', ['claims', place, 'purpose']), filledField(id)]
}

/** What can be asked for: claims that a holder can withhold, and that are no objects of others. */
const withholdable = (type: CredentialType | null): CredentialType['claims'] => (type === null ? [] : leavesOf(type).filter(({ disclosable }) => disclosable))

const isAt = (path: readonly string[]) => (claim: JsonObject): boolean => JSON.stringify(claim['path']) === JSON.stringify(path)

const written = (member: Json | undefined): string => (typeof member === 'string' ? member : JSON.stringify(member ?? null))

/** Whether a claim is asked for. What is asked for anew fills a field of its own name, until somebody says otherwise. */
function needField(path: readonly string[]): EditedField {
  return {
    name: `need.${path.join('.')}`,
    widget: 'choice',
    choices: claimChoices,
    shown: (value) => {
      const need = claimsIn(value).find(isAt(path))?.['need']
      return need === undefined ? 'no' : written(need)
    },
    put: (value, need) => {
      const claims = claimsIn(value)
      const asked = claims.find(isAt(path))
      if (need === 'no' || !claimChoices.some((choice) => choice === need)) return asked === undefined ? value : without(value, asked)
      if (asked !== undefined) return { ...value, claims: claims.map((claim) => (claim === asked ? { ...claim, need } : claim)) }
      const id = freeId(claims.map(idOf), path)
      return { ...value, claims: [...claims, { id, path: [...path], need, purpose: { en: '', cy: '' } }], fields: [...fieldsIn(value), { name: id, from: id }] }
    },
  }
}

const without = (value: JsonObject, asked: JsonObject): JsonObject => ({ ...value, claims: claimsIn(value).filter((claim) => claim !== asked), fields: fieldsIn(value).filter(({ from }) => from !== idOf(asked)) })

/** Its own name, or the whole path where another claim has that name. */
function freeId(taken: readonly string[], path: readonly string[]): string {
  const name = path.at(-1) ?? ''
  return taken.includes(name) ? path.join('_') : name
}

const fieldsIn = ({ fields }: JsonObject): readonly JsonObject[] => (Array.isArray(fields) ? (fields as readonly Json[]).filter(isJsonObject) : [])

/** Names of the fields of the form that a claim fills. */
function filledField(id: string): EditedField {
  const isOwn = ({ from }: JsonObject): boolean => from === id
  return {
    name: 'fields',
    widget: 'text',
    shown: (value) => fieldsIn(value).filter(isOwn).map(({ name }) => written(name)).join(' '),
    put: (value, text) => {
      const names = text.split(/[\s,]+/).filter((name) => name !== '')
      const all = fieldsIn(value)
      const place = all.findIndex(isOwn)
      const others = all.filter((field) => !isOwn(field))
      const at = place === -1 ? others.length : place
      return { ...value, fields: [...others.slice(0, at), ...names.map((name) => ({ name, from: id })), ...others.slice(at)] }
    },
  }
}

/** What a new form begins with: everything that its team has to say is empty. */
export const emptyForm = (id: string, { id: type, version }: CredentialType): JsonObject => ({
  id,
  version: 1,
  title: { en: '', cy: '' },
  purpose: { en: '', cy: '' },
  lawfulBasis: { en: '', cy: '' },
  retention: { en: '', cy: '' },
  contact: '',
  credential: { id: type.replaceAll('-', '_'), type, version },
  claims: [],
  fields: [],
  returnPaths: [`/{authority}/${id}`],
  crossDevice: { allowed: false, reason: { en: '', cy: '' } },
})
