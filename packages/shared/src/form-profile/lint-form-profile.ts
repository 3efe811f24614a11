import { isPlainText } from '../oid4vp/stated-purpose.ts'
import type { Bilingual } from '../kernel/json.ts'
import { claimsOf, partsOf, type FormPart, type FormProfile } from './form-profile.ts'
import { lintChoices } from './lint-choices.ts'
import { comparedClaims, lintTogether, type KnownPaths } from './lint-together.ts'

const reserved = new Set(['__proto__', 'constructor', 'prototype'])
// Each spare claim doubles the number of claim sets in the query.
const mostSpareClaims = 3

const repeated = (names: readonly string[]): string[] => names.filter((name, position) => names.indexOf(name) !== position)

/** What of a profile could be read, however wrong the rest is: so that everything is told at once. */
export type ReadableProfile = Partial<Pick<FormProfile, 'title' | 'purpose' | 'lawfulBasis' | 'retention' | 'crossDevice' | 'credential' | 'claims' | 'claimSets' | 'further' | 'choices' | 'representation' | 'fields'>>

function translations({ title, purpose, lawfulBasis, retention, crossDevice, credential, claims = [], further = [] }: ReadableProfile): string[] {
  const words: [name: string, words: Bilingual | undefined][] = [
    ...Object.entries({ title, purpose, lawfulBasis, retention, 'crossDevice.reason': crossDevice?.reason }),
    ...[...claims, ...further.flatMap((part) => part.claims)].map((claim): [string, Bilingual] => [`the purpose of claim ${claim.id}`, claim.purpose]),
    ...[...(credential === undefined ? [] : [credential]), ...further.map((part) => part.credential)].map(({ id, withoutHolderBinding }): [string, Bilingual | undefined] => [`why ${id} needs no holder binding`, withoutHolderBinding]),
  ]
  return words.flatMap(([name, both]) =>
    both === undefined ? [] : (['en', 'cy'] as const).flatMap((lang) => (isPlainText(both[lang]) ? [] : [`${name}.${lang} is missing, too long or has characters that do not show`])),
  )
}

function claimsAndFields(profile: ReadableProfile, known: readonly KnownPaths[]): string[] {
  const { credential = { id: '', type: '', version: 1 }, claims, claimSets, fields, further, choices, representation } = profile
  if (claims === undefined || fields === undefined) return []
  const whole = { credential, claims, claimSets, further, choices, representation, fields }
  const used = new Set([...fields.map(({ from }) => from), ...comparedClaims(whole)])
  const every = claimsOf(whole)
  const asked = new Set(every.map(({ id }) => id))
  return [
    ...partsOf(whole).flatMap((part, place) => claimsOfOne(part, known[place] ?? null)),
    ...every.filter(({ id }) => !used.has(id)).map(({ id }) => `claim ${id} is asked for but fills no field: ask only for what the form uses`),
    ...fields.filter(({ from }) => !asked.has(from)).map(({ name, from }) => `field ${name} is filled from ${from}, which is not asked for`),
    ...fields.filter(({ name }) => reserved.has(name)).map(({ name }) => `field ${name} has a reserved name`),
    ...repeated(every.map(({ id }) => id)).map((id) => `claim ${id} is listed twice`),
    ...lintChoices(whole),
    ...lintTogether(whole, known),
  ]
}

function claimsOfOne({ claims, claimSets }: FormPart, known: KnownPaths): string[] {
  return [
    ...claims.filter(({ path }) => known?.has(JSON.stringify(path)) === false).map(({ id }) => `claim ${id} is not one of the credential type`),
    ...claims.filter(({ path }) => path.some((segment) => reserved.has(segment))).map(({ id }) => `claim ${id} has a reserved word in its path`),
    ...repeated(claims.map(({ path }) => JSON.stringify(path))).map((path) => `claim path ${path} is listed twice`),
    ...(claimSets !== undefined || claims.some(({ need }) => need === 'required') ? [] : ['no claim is required: the form would take an answer of nothing']),
    ...(claimSets !== undefined || claims.filter(({ need }) => need !== 'required').length <= mostSpareClaims ? [] : [`more than ${mostSpareClaims} claims may be left out`]),
  ]
}

/**
 * What is wrong with a profile, in sentences for whoever wrote it; empty when it may be used. `known` holds, credential by credential, the claim
 * paths of its type, each as JSON; null when there is no such type. Data minimisation (UK GDPR, article 5(1)(c)) is checked, not hoped for.
 */
export const lintFormProfile = (profile: ReadableProfile, known: readonly KnownPaths[]): string[] => [
  ...translations(profile),
  ...claimsAndFields(profile, known),
]
