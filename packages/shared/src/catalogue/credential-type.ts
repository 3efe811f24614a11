import { isJsonObject, type Bilingual, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import type { DisclosableMembers } from '../sd-jwt/issue-sd-jwt.ts'
import { lintSchema, pathsOf, schemaAt, type ObjectSchema } from './claims-schema.ts'
import { contrast } from './contrast.ts'

/** One claim of a type, as people read it. */
export interface ClaimDescription {
  readonly path: readonly string[]
  readonly label: Bilingual
  /** Whether the holder may withhold it. An object that is not disclosable stands open and its members decide for themselves. */
  readonly disclosable: boolean
}

/** A catalogue entry: what a credential of this type says, how it looks, how long it stands. */
export interface CredentialType {
  readonly id: string
  readonly version: number
  readonly name: Bilingual
  readonly description: Bilingual
  readonly validityDays: number
  readonly card: { readonly background: string; readonly text: string; readonly alt: Bilingual }
  readonly w3cTypes: readonly string[]
  readonly schema: ObjectSchema
  readonly claims: readonly ClaimDescription[]
}

/** A catalogue entry that can't be used; lists every reason at once. */
export class CatalogueError extends Error {
  readonly problems: readonly string[]
  constructor(where: string, problems: readonly string[]) {
    super(`${where}: ${problems.join('; ')}`)
    this.name = 'CatalogueError'
    this.problems = problems
  }
}

/** Reads one catalogue entry; throws CatalogueError with every missing translation, weak contrast or unnamed claim. */
export function parseCredentialType(text: string, where: string): CredentialType {
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed) throw new CatalogueError(where, [parsed.fault === 'duplicate_member' ? 'names a member twice' : 'is not JSON'])
  const { value } = parsed
  if (!isJsonObject(value)) throw new CatalogueError(where, ['must be an object'])
  const problems = [...lintFacts(value), ...lintWords(value), ...lintCard(value['card']), ...lintSchema(value['schema'], 'schema')]
  if (problems.length === 0) problems.push(...lintClaims(value))
  if (problems.length > 0) throw new CatalogueError(where, problems)
  return value as unknown as CredentialType // linted above, member by member
}

/** Reads a whole catalogue; refuses two entries of one id. */
export function parseCatalogue(files: readonly { readonly where: string; readonly text: string }[]): ReadonlyMap<string, CredentialType> {
  const types = new Map<string, CredentialType>()
  for (const { where, text } of files) {
    const type = parseCredentialType(text, where)
    if (types.has(type.id)) throw new CatalogueError(where, [`id "${type.id}" is taken`])
    types.set(type.id, type)
  }
  return types
}

/** The claims that become disclosures, in the shape that issuing takes. */
export function disclosableOf(type: CredentialType): DisclosableMembers {
  const tree: Record<string, true | Record<string, true>> = Object.create(null) as Record<string, true>
  for (const { path, disclosable } of type.claims) {
    const [name = '', member] = path
    if (!disclosable) continue
    if (member === undefined) tree[name] = true
    else tree[name] = { ...(typeof tree[name] === 'object' ? tree[name] : {}), [member]: true }
  }
  return tree
}

const isBilingual = (value: unknown): value is Bilingual =>
  isJsonObject(value) && ['en', 'cy'].every((language) => typeof value[language] === 'string' && value[language].trim() !== '')

function lintFacts(value: JsonObject): string[] {
  const { id, version, validityDays, w3cTypes } = value
  const problems: string[] = []
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,40}$/.test(id)) problems.push('id must be lower-case words with hyphens')
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) problems.push('version must be a whole number from 1')
  if (typeof validityDays !== 'number' || !Number.isInteger(validityDays) || validityDays < 1 || validityDays > 3660) {
    problems.push('validityDays must be a whole number from 1 to 3660')
  }
  if (!Array.isArray(w3cTypes) || w3cTypes[0] !== 'VerifiableCredential' || w3cTypes.length !== 2) {
    problems.push('w3cTypes must be "VerifiableCredential" and one more')
  }
  return problems
}

const lintWords = (value: JsonObject): string[] =>
  ['name', 'description'].filter((member) => !isBilingual(value[member])).map((member) => `${member} lacks its English or Welsh`)

const isColour = (value: unknown): value is string => typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value)

function lintCard(card: unknown): string[] {
  if (!isJsonObject(card)) return ['card must be an object']
  const { background, text, alt } = card
  const problems = isBilingual(alt) ? [] : ['card.alt lacks its English or Welsh']
  if (!isColour(background) || !isColour(text)) return [...problems, 'card.background and card.text must be colours like #1d3c6e']
  if (contrast(background, text) < 4.5) problems.push('card.text on card.background has a contrast below 4.5')
  return problems
}

/** What a credential says of itself: a claim of that name would take its place. @see SD-JWT VC, section 3.2.2.2; RFC 7519, section 4.1 */
const credentialMembers = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'vct', 'vct#integrity', 'status'])

function lintClaims({ schema, claims }: JsonObject): string[] {
  if (!Array.isArray(claims)) return ['claims must be a list']
  const objects = schema as unknown as ObjectSchema // linted before
  const problems: string[] = []
  const described = new Set<string>()
  for (const claim of claims as readonly unknown[]) {
    const path = isJsonObject(claim) ? claim['path'] : undefined
    if (!isJsonObject(claim) || !Array.isArray(path) || path.some((step) => typeof step !== 'string')) {
      problems.push('each claim needs a path of names')
      continue
    }
    const name = path.join('.')
    const found = schemaAt(objects, path as string[])
    if (found === null) problems.push(`claim ${name} is not in the schema`)
    if (path.length > 2) problems.push(`claim ${name} lies deeper than two names`)
    if (!isBilingual(claim['label'])) problems.push(`claim ${name} lacks its English or Welsh`)
    if (typeof claim['disclosable'] !== 'boolean') problems.push(`claim ${name} must say whether it is disclosable`)
    if (found?.type === 'object' && claim['disclosable'] === true) problems.push(`claim ${name} is an object: its members are disclosable instead`)
    if (described.has(name)) problems.push(`claim ${name} is described twice`)
    described.add(name)
  }
  const taken = Object.keys(objects.properties).filter((name) => credentialMembers.has(name)).map((name) => `claim ${name} is a member of every credential and says something else`)
  const missing = pathsOf(objects).map((path) => path.join('.')).filter((name) => !described.has(name))
  return [...problems, ...taken, ...missing.map((name) => `claim ${name} has no description`)]
}
