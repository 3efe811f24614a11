import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { schemaAt } from '@counterfoil/shared/catalogue/claims-schema'
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

const wanted = z.strictObject({ id: name, type: z.string().min(1).max(64), version: z.int().min(1), format: z.enum(formFormats).optional() })
const askedClaims = z.array(z.strictObject({ id: name, path: z.array(z.string().min(1).max(64)).min(1).max(8), need: z.enum(['required', 'if_held', 'optional']), purpose: words })).min(1).max(64)
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
  further: z.array(z.strictObject({ credential: wanted, need: z.enum(['required', 'optional']), claims: askedClaims })).min(1).max(mostFurther).optional(),
  representation: z.strictObject({ representation: name, person: name, scope: z.string().min(1).max(64) }).optional(),
  fields: z.array(z.strictObject({ name, from: name })).min(1).max(128),
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
    ...asked.flatMap(({ claims }, place) => wholeObjects(claims, found[place] ?? null)),
  ]
  if (parsed.success && problems.length === 1 && known.includes(null)) throw new TypeUnknown(parsed.data)
  if (!parsed.success || problems.length > 0) throw new FormProfileError(problems)
  const unanswerable = lintAsked(parsed.data, find)
  if (unanswerable.length > 0) throw new FormProfileError(unanswerable)
  return parsed.data
}

/**
 * The same of one that an authority publishes by itself. Nobody signs what is asked `unsigned`, and the answer comes in the open: trying
 * that out is for the operator, by a file. Throws a `FormProfileError`.
 */
export function mustBePublishable(profile: FormProfile): FormProfile {
  if (!isSigned(profileOfForm(profile))) throw new FormProfileError(['requestProfile: a form that is asked with unsigned is not published'])
  return profile
}

const pathsOf = (type: CredentialType | null): ReadonlySet<string> | null => (type === null ? null : new Set(type.claims.filter(({ disclosable }) => disclosable).map(({ path }) => JSON.stringify(path))))

/** Claims of which no field could hold the value: an address, say. Every answer would be judged to lack it. */
const wholeObjects = (claims: readonly AskedClaim[], type: CredentialType | null): string[] =>
  claims.filter(({ path }) => type !== null && schemaAt(type.schema, path)?.type === 'object').map(({ id }) => `claim ${id} is several facts together, which no field can hold: ask for those that the form needs`)

/** The parts of a profile that are well formed by themselves. */
function readableOf(given: unknown): ReadableProfile {
  if (!isJsonObject(given)) return {}
  const { title, purpose, lawfulBasis, retention, crossDevice, claims, fields, credential, further, representation } = profileShape.shape
  const parts = { title, purpose, lawfulBasis, retention, crossDevice, claims, fields, credential, further, representation }
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
    return [...lintTransactions(profile), ...lintQuery(parseDcqlQuery(formQuery(profile, first, ...further)))]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return ['its format has no name for a claim that it asks for, or for its type']
  }
}

/** What a holder authorises stands in their key binding, which an mdoc has none of: nobody could ever answer. @see OpenID4VP 1.0, appendix B.2 */
const lintTransactions = ({ transactionTypes = [], credential: { id, format } }: FormProfile): string[] =>
  transactionTypes.length > 0 && format === 'mso_mdoc' ? [`transactionTypes: ${id} is an mdoc, which authorises no transaction`] : []
