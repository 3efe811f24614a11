import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { problemsOf, schemaAt } from '@counterfoil/shared/catalogue/claims-schema'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { formFormats } from '@counterfoil/shared/form-profile/form-format'
import { partsOf, type AskedClaim, type FindType, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery, type QueriedType } from '@counterfoil/shared/form-profile/form-query'
import { lintFormProfile, type ReadableProfile } from '@counterfoil/shared/form-profile/lint-form-profile'
import { lintQuery } from '@counterfoil/shared/form-profile/lint-query'
import { isSigned, profileOfForm, requestProfileIds } from '@counterfoil/shared/form-profile/request-profile'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { z } from 'zod'

/** A form profile that can't be used; lists every reason at once. */
export class FormProfileError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The form profile can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'FormProfileError'
    this.problems = problems
  }
}

/** A form profile of which nothing is wrong but that its reader has no such type, or not this version of it. */
export class TypeUnknown extends FormProfileError {
  readonly profile: FormProfile
  constructor(profile: FormProfile) {
    super([noSuchType])
    this.name = 'TypeUnknown'
    this.profile = profile
  }
}

const noSuchType = 'the catalogue has no such credential type and version'

/** Finds in a catalogue that has one version of each type. */
export const typesIn =
  (types: ReadonlyMap<string, CredentialType>): FindType =>
  ({ type, version }) => {
    const found = types.get(type)
    return found?.version === version ? found : null
  }

const words = z.strictObject({ en: z.string(), cy: z.string() })
const address = z.string().max(400).regex(/^(?:\{website\}|https:\/\/[a-z0-9{}.:-]+)\/[A-Za-z0-9{}/?=&._-]*$/)
const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

// A key identifier is an octet string, as base64url. @see OpenID4VP 1.0, section 6.1.1.1
const authorities = z.array(z.strictObject({ type: z.literal('aki', { error: 'must be aki: openid_federation and etsi_tl are not judged here' }), values: z.array(z.string().regex(/^[A-Za-z0-9_-]{4,128}$/)).min(1).max(16) })).min(1).max(1)
// A citizen finds their way among so many of one kind.
const mostShown = 8
const wanted = z.strictObject({ id: name, type: z.string().min(1).max(64), version: z.int().min(1), format: z.enum(formFormats).optional(), most: z.int().min(2).max(mostShown).optional(), trustedAuthorities: authorities.optional(), withoutHolderBinding: words.optional() })
const values = z.array(z.union([z.string().min(1).max(200), z.int(), z.boolean()])).min(1).max(16)
const askedClaims = z.array(z.strictObject({ id: name, path: z.array(z.string().min(1).max(64)).min(1).max(8), need: z.enum(['required', 'if_held', 'optional']), values: values.optional(), purpose: words })).min(1).max(64)
const alternatives = z.array(z.array(name).min(1).max(64)).min(2).max(8)
const fieldName = z.string().max(64).regex(/^[a-z][a-z0-9_]*(?:\{n\}[a-z0-9_]*)?$/)
// A citizen reads of each on one screen.
const mostFurther = 4

/** The id of a profile, by which addresses name it. */
export const formProfileId = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/)

const profileShape = z.strictObject({
  id: formProfileId,
  requestProfile: z.enum(requestProfileIds).optional(),
  version: z.int().min(1),
  title: words,
  purpose: words,
  lawfulBasis: words,
  retention: words,
  contact: z.string().min(1).max(200),
  privacyNotice: z.strictObject({ en: address, cy: address }).optional(),
  transactionTypes: z.array(z.string().min(1).max(200)).min(1).max(8).optional(),
  credential: wanted,
  claims: askedClaims,
  claimSets: alternatives.optional(),
  further: z.array(z.strictObject({ credential: wanted, need: z.enum(['required', 'optional', 'choice']), claims: askedClaims, claimSets: alternatives.optional() })).min(1).max(mostFurther).optional(),
  choices: z.array(z.strictObject({ options: alternatives, need: z.enum(['required', 'optional']) })).min(1).max(4).optional(),
  representation: z.strictObject({ representation: name, person: name, scope: z.string().min(1).max(64) }).optional(),
  fields: z.array(z.strictObject({ name: fieldName, from: name })).min(1).max(128),
  returnPaths: z.array(z.string().max(200).regex(/^(\/[A-Za-z0-9{}_-]+)+$/)).min(1).max(16),
  crossDevice: z.strictObject({ allowed: z.boolean(), reason: words }),
})

/** Reads one form profile from its text; throws a `FormProfileError` with every problem it has, and nothing else. */
export function parseFormProfile(text: string, find: FindType): FormProfile {
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed) throw new FormProfileError([parsed.fault === 'duplicate_member' ? 'it names a member twice' : 'it is not JSON'])
  return readFormProfile(parsed.value, find)
}

/** The same of what is parsed already. */
export function readFormProfile(given: unknown, find: FindType): FormProfile {
  const parsed = profileShape.safeParse(given)
  const readable = readableOf(given)
  const asked = [...(readable.credential === undefined ? [] : [{ credential: readable.credential, claims: readable.claims ?? [] }]), ...(readable.further ?? [])]
  const found = asked.map(({ credential }) => find(credential))
  const known = found.map(pathsOf)
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
    ...(known.includes(null) ? [noSuchType] : []),
    ...lintFormProfile(readable, known),
    ...asked.flatMap(({ claims }, place) => [...wholeObjects(claims, found[place] ?? null), ...neverSaid(claims, found[place] ?? null)]),
  ]
  if (parsed.success && problems.length === 1 && known.includes(null)) throw new TypeUnknown(parsed.data)
  if (!parsed.success || problems.length > 0) throw new FormProfileError(problems)
  const unanswerable = lintAsked(parsed.data, find)
  if (unanswerable.length > 0) throw new FormProfileError(unanswerable)
  return parsed.data
}

/**
 * The same of one that an authority publishes by itself. Nobody signs what is asked `unsigned`, and the answer comes in the open: trying
 * that out is for the operator, by a file; so is taking what nobody proves to be theirs. Throws a `FormProfileError`.
 */
export function mustBePublishable(profile: FormProfile): FormProfile {
  const problems = [
    ...(isSigned(profileOfForm(profile)) ? [] : ['requestProfile: a form that is asked with unsigned is not published']),
    ...partsOf(profile).filter(({ credential }) => credential.withoutHolderBinding !== undefined).map(({ credential: { id } }) => `${id}: a form that takes a presentation which anybody could replay is not published`),
  ]
  if (problems.length > 0) throw new FormProfileError(problems)
  return profile
}

const pathsOf = (type: CredentialType | null): ReadonlySet<string> | null => (type === null ? null : new Set(type.claims.filter(({ disclosable }) => disclosable).map(({ path }) => JSON.stringify(path))))

/** Claims of which no field could hold the value: an address, say. Every answer would be judged to lack it. */
const wholeObjects = (claims: readonly AskedClaim[], type: CredentialType | null): string[] =>
  claims.filter(({ path }) => type !== null && schemaAt(type.schema, path)?.type === 'object').map(({ id }) => `claim ${id} is several facts together, which no field can hold: ask for those that the form needs`)

/** Values that the type doesn't allow, or that are listed twice: nobody's credential says them. */
const neverSaid = (claims: readonly AskedClaim[], type: CredentialType | null): string[] =>
  claims.flatMap(({ id, path, values: wantedValues = [] }) => {
    const schema = type === null ? null : schemaAt(type.schema, path)
    const isNever = (value: string | number | boolean): boolean => schema !== null && problemsOf(schema, value).length > 0
    return [
      ...wantedValues.filter(isNever).map((value) => `claim ${id} is never ${JSON.stringify(value)}`),
      ...(new Set(wantedValues).size === wantedValues.length ? [] : [`claim ${id} lists a value twice`]),
    ]
  })

/** The parts of a profile that are well formed by themselves. */
function readableOf(given: unknown): ReadableProfile {
  if (!isJsonObject(given)) return {}
  const { title, purpose, lawfulBasis, retention, crossDevice, claims, claimSets, fields, credential, further, choices, representation } = profileShape.shape
  const parts = { title, purpose, lawfulBasis, retention, crossDevice, claims, claimSets, fields, credential, further, choices, representation }
  return Object.fromEntries(Object.entries(parts).flatMap(([part, shape]) => {
    const read = shape.safeParse(given[part])
    return read.success ? [[part, read.data]] : []
  }))
}

/** What a wallet couldn't answer: an mdoc of a type that isn't issued as one, say. Under which `vct` it is asked for makes no difference to that. */
function lintAsked(profile: FormProfile, find: FindType): string[] {
  const [first, ...further] = partsOf(profile).flatMap(({ credential }): QueriedType[] => {
    const type = find(credential)
    return type === null ? [] : [{ type, vct: credential.type }]
  })
  if (first === undefined) return []
  try {
    return [...lintTransactions(profile), ...lintQuery(parseDcqlQuery(formQuery(profile, first, ...further)), (id) => comesUnbound(profile, id))]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return ['its format has no name for a claim that it asks for, or for its type']
  }
}

/** Whether the form itself says that a credential needs no proof of whose it is. */
export const comesUnbound = (profile: FormProfile, id: string): boolean => partsOf(profile).some(({ credential }) => credential.id === id && credential.withoutHolderBinding !== undefined)

/** What a holder authorises stands in the key binding of the first credential, which has to be there, and once. @see OpenID4VP 1.0, section 8.4, appendices B.2 and B.3.3 */
function lintTransactions(profile: FormProfile): string[] {
  const [first] = partsOf(profile)
  if (profile.transactionTypes === undefined || first === undefined) return []
  const { id, format, most, withoutHolderBinding } = first.credential
  return [
    ...(format === 'mso_mdoc' ? [`transactionTypes: ${id} is an mdoc, which authorises no transaction`] : []),
    ...(first.need === 'required' ? [] : [`transactionTypes: ${id} is one of a choice, so nobody may be there to authorise`]),
    ...(most === undefined ? [] : [`transactionTypes: ${id} may be shown several times, so nobody knows who authorises`]),
    ...(withoutHolderBinding === undefined ? [] : [`transactionTypes: ${id} needs no holder binding, which is what authorises`]),
  ]
}
