import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { pathsOf, schemaAt, type ClaimsSchema, type ObjectSchema } from './claims-schema.ts'
import { isTranslated } from './lint-words.ts'

/** What a credential says of itself: a claim of that name would take its place. @see SD-JWT VC, section 3.2.2.2; RFC 7519, section 4.1 */
const credentialMembers = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'vct', 'vct#integrity', 'status'])
/** Terms that the W3C's own context protects: no other context may give them another meaning. @see VC Data Model 2.0, appendix B.1 */
const w3cTerms = new Set([
  'id', 'type', 'name', 'description', 'issuer', 'validFrom', 'validUntil', 'proof', 'evidence', 'holder', 'termsOfUse', 'refreshService',
  'credentialSubject', 'credentialSchema', 'credentialStatus', 'relatedResource', 'confidenceMethod', 'renderMethod', 'digestMultibase', 'digestSRI', 'mediaType',
]) // prettier-ignore

interface Described {
  readonly name: string
  readonly claim: JsonObject
  readonly schema: ClaimsSchema
}

/** What is wrong with the claims of a type whose schema was linted. */
export function lintClaims(type: JsonObject): string[] {
  const { claims } = type
  if (!Array.isArray(claims)) return ['claims must be a list']
  const schema = type['schema'] as unknown as ObjectSchema // linted before
  const problems: string[] = []
  const described = new Map<string, Described>()
  for (const claim of claims as readonly Json[]) {
    const path = isJsonObject(claim) ? claim['path'] : undefined
    if (!isJsonObject(claim) || !Array.isArray(path) || path.some((step) => typeof step !== 'string')) {
      problems.push('each claim needs a path of names')
      continue
    }
    const name = path.join('.')
    const found = schemaAt(schema, path as string[])
    if (path.length > 2) problems.push(`claim ${name} lies deeper than two names`)
    if (described.has(name)) problems.push(`claim ${name} is described twice`)
    if (found === null) problems.push(`claim ${name} is not in the schema`)
    else {
      described.set(name, { name, claim, schema: found })
      problems.push(...lintClaim({ name, claim, schema: found }))
    }
  }
  return [...problems, ...lintWhole([...described.values()]), ...lintNames(schema, described), ...lintFields([...described.values()], type), ...lintEnd(schema, type['endsOn']), ...lintSeveral([...described.values()], type['several'])]
}

const members = new Set(['path', 'label', 'disclosable', 'alwaysBecause', 'field', 'values'])

function lintClaim({ name, claim, schema }: Described): string[] {
  const { label, disclosable, alwaysBecause, values } = claim
  const problems = Object.keys(claim).filter((member) => !members.has(member)).map((member) => `claim ${name} may not say ${member}`)
  if (!isTranslated(label)) problems.push(`claim ${name} lacks its English or Welsh`)
  if (typeof disclosable !== 'boolean') problems.push(`claim ${name} must say whether it is disclosable`)
  const isReasoned = typeof alwaysBecause === 'string' && alwaysBecause.trim().length >= 20
  if (schema.type !== 'object' && disclosable === false && !isReasoned) problems.push(`claim ${name} would always be disclosed: let the holder withhold it, or say in alwaysBecause why nobody may`)
  if (alwaysBecause !== undefined && (schema.type === 'object' || disclosable !== false)) problems.push(`claim ${name} says alwaysBecause of what may be withheld`)
  const words = schema.type === 'string' ? (schema.enum ?? []) : []
  const named = isJsonObject(values) ? values : {}
  for (const word of words) if (!isTranslated(named[word])) problems.push(`claim ${name} lacks the English or Welsh of "${word}"`)
  for (const word of Object.keys(named)) if (!words.includes(word)) problems.push(`claim ${name} names "${word}", which its schema doesn't list`)
  return problems
}

/** Whoever shows an object may still withhold each of its members. */
const lintWhole = (described: readonly Described[]): string[] =>
  described
    .filter(({ schema, claim }) => schema.type === 'object' && claim['disclosable'] === true)
    .filter(({ name }) => described.some((member) => member.name.startsWith(`${name}.`) && member.claim['disclosable'] !== true))
    .map(({ name }) => `claim ${name} is an object that would be disclosed with members that nobody may withhold`)

function lintNames(schema: ObjectSchema, described: ReadonlyMap<string, Described>): string[] {
  const names = Object.keys(schema.properties)
  const taken = names.filter((name) => credentialMembers.has(name)).map((name) => `claim ${name} is a member of every credential and says something else`)
  const w3c = pathsOf(schema).filter((path) => w3cTerms.has(path.at(-1) ?? '')).map((path) => `claim ${path.join('.')} has a name that W3C credentials keep for themselves`)
  const missing = pathsOf(schema).map((path) => path.join('.')).filter((name) => !described.has(name)).map((name) => `claim ${name} has no description`)
  return [...taken, ...w3c, ...missing]
}

/** No field of the record stands for two claims, or the father's name would become the child's. */
function lintFields(described: readonly Described[], { offeredWhen }: JsonObject): string[] {
  const problems: string[] = []
  const fields = new Set<string>()
  for (const { name, claim, schema } of described) {
    const field = claim['field'] ?? name.split('.').at(-1)
    if (schema.type === 'object') {
      if (claim['field'] !== undefined) problems.push(`claim ${name} is an object: its members take fields instead`)
      continue
    }
    if (typeof field !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(field)) problems.push(`claim ${name} takes a field whose name isn't lower-case words with underscores`)
    else if (fields.has(field)) problems.push(`claim ${name} takes the field ${field}, as another claim does`)
    else fields.add(field)
  }
  if (typeof offeredWhen === 'string' && !fields.has(offeredWhen)) problems.push(`offeredWhen names the field ${offeredWhen}, which no claim takes`)
  return problems
}

const isFieldName = (field: unknown): field is string => typeof field === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(field)

function lintSeveral(described: readonly Described[], several: Json | undefined): string[] {
  if (several === undefined) return []
  const { listed, reference, shownBy, ...others }: JsonObject = isJsonObject(several) ? several : {}
  const isWhole = isFieldName(listed) && isFieldName(reference) && listed !== reference && Object.keys(others).length === 0 && Array.isArray(shownBy) && shownBy.length > 0
  if (!isWhole) return ['several must have "listed" and "reference", each a field of the record, and "shownBy", a list of paths of claims']
  const taken = described.filter(({ name, claim }) => [listed, reference].includes(fieldIn(name, claim))).map(({ name }) => `claim ${name} takes a field that tells several records apart`)
  const texts = new Set(described.flatMap(({ name, schema }) => (schema.type === 'string' ? [name] : [])))
  const unknown = (shownBy as readonly Json[]).filter((path) => !Array.isArray(path) || !texts.has(path.join('.')))
  return [...taken, ...unknown.map(() => 'several.shownBy names something else than a claim that is text')]
}

const fieldIn = (name: string, claim: JsonObject): string => (typeof claim['field'] === 'string' ? claim['field'] : (name.split('.').at(-1) ?? ''))

function lintEnd(schema: ObjectSchema, endsOn: Json | undefined): string[] {
  if (endsOn === undefined) return []
  const found = Array.isArray(endsOn) && endsOn.every((step) => typeof step === 'string') ? schemaAt(schema, endsOn) : null
  return found?.type === 'string' && found.format === 'date' ? [] : ['endsOn must be the path of a claim that is a date']
}
