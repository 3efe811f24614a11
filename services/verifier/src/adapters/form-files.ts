import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { vctOf } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import type { AskedOf } from '../domain/asked-of-type.ts'
import { partsOf, privacyNoticeOf, type FormPart, type FormProfile, type WantedCredential } from '../domain/form-profile.ts'
import { formFormats } from '../domain/form-format.ts'
import { formQuery, type QueriedType } from '../domain/form-query.ts'
import { lintFormProfile, type ReadableProfile } from '../domain/lint-form-profile.ts'
import { lintQuery } from '../domain/lint-query.ts'
import { constantMembers, constantMetadata } from '../domain/request-object-payload.ts'
import { requestProfileIds } from '../domain/request-profile.ts'
import { readVersions } from './form-versions.ts'
import type { Forms, PreparedForm, PreparedPart } from '../ports.ts'

const words = z.strictObject({ en: z.string(), cy: z.string() })
const address = z.string().regex(/^(?:\{website\}|https:\/\/[a-z0-9{}.:-]+)\/[A-Za-z0-9{}/?=&._-]*$/)
const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

const wanted = z.strictObject({ id: name, type: z.string().min(1), version: z.int().min(1), format: z.enum(formFormats).optional() })
const askedClaims = z.array(z.strictObject({ id: name, path: z.array(z.string().min(1)).min(1).max(8), need: z.enum(['required', 'if_held', 'optional']), purpose: words })).min(1)
// A citizen reads of each on one screen.
const mostFurther = 4

const profileShape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
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
  fields: z.array(z.strictObject({ name, from: name })).min(1),
  returnPaths: z.array(z.string().regex(/^(\/[A-Za-z0-9{}_-]+)+$/)).min(1),
  crossDevice: z.strictObject({ allowed: z.boolean(), reason: words }),
})

/** Reads one form profile; throws with every problem it has. */
export function parseFormProfile(text: string, where: string, types: ReadonlyMap<string, CredentialType>): FormProfile {
  const given = json(text, where)
  const parsed = profileShape.safeParse(given)
  const readable = readableOf(given)
  const asked = [...(readable.credential === undefined ? [] : [readable.credential]), ...(readable.further ?? []).map(({ credential }) => credential)]
  const known = asked.map((credential) => pathsOf(typeOf(credential, types)))
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
    ...(known.includes(null) ? ['the catalogue has no such credential type and version'] : []),
    ...lintFormProfile(readable, known),
  ]
  if (!parsed.success || problems.length > 0) throw wrong(where, problems)
  return parsed.data
}

const typeOf = ({ type, version }: WantedCredential, types: ReadonlyMap<string, CredentialType>): CredentialType | null => {
  const found = types.get(type)
  return found?.version === version ? found : null
}

const pathsOf = (type: CredentialType | null): ReadonlySet<string> | null => (type === null ? null : new Set(type.claims.filter(({ disclosable }) => disclosable).map(({ path }) => JSON.stringify(path))))

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

const wrong = (where: string, problems: readonly string[]): ConfigurationError =>
  new ConfigurationError(`The form profile ${where} can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw wrong(where, ['it is not JSON'])
  }
}

export interface FormsOptions {
  readonly folder: string
  readonly types: ReadonlyMap<string, CredentialType>
  readonly typesUrl: string
  readonly authorities: readonly string[]
  /** The origin that `{website}` stands for; null when citizens go back to none. */
  readonly website: string | null
  /** What queries say of each type; its name alone unless it is told. */
  readonly askedOf?: AskedOf
}

/** Every file is read before anything is said, so that whoever mends them mends them once. */
function everyProfile(files: readonly string[], read: (file: string) => FormProfile): FormProfile[] {
  const problems: string[] = []
  const profiles = files.flatMap((file) => {
    try {
      return [read(file)]
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      problems.push(error.message)
      return []
    }
  })
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'))
  return profiles
}

/** Reads every profile of a folder and prepares it for every authority; throws a `ConfigurationError` naming the file and all its problems. */
export function readForms({ folder, types, typesUrl, authorities, website, askedOf = () => ({}) }: FormsOptions): Forms {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const profiles = everyProfile(files, (file) => parseFormProfile(readFileSync(join(folder, file), 'utf8'), file, types))
  const prepared = new Map<string, { readonly authority: string; readonly form: PreparedForm }>()
  for (const profile of profiles) {
    for (const authority of authorities) prepared.set(`${authority}/${profile.id}`, { authority, form: prepare(profile, { authority, folder, types, typesUrl, website, askedOf }) })
  }
  if (prepared.size !== profiles.length * authorities.length) throw new ConfigurationError(`Two form profiles in ${folder} have the same id.`)
  const all = [...prepared.values()]
  return { find: (authority, form) => prepared.get(`${authority}/${form}`)?.form ?? null, all: () => all }
}

function prepare(profile: FormProfile, { authority, folder, types, typesUrl, website, askedOf }: Required<Omit<FormsOptions, 'authorities'>> & { readonly authority: string }): PreparedForm {
  const parts = partsOf(profile).map((part) => preparePart(part, types, typesUrl))
  const [first, ...further] = parts
  if (first === undefined) throw new Error('a form asks for a credential')
  const asking = (part: PreparedPart): QueriedType => ({ ...part, asked: askedOf(part.vct) })
  const query = formQuery(profile, asking(first), ...further.map(asking))
  const problems = lintQuery(parseDcqlQuery(query), (id) => parts.some(({ credential, vct }) => credential.id === id && askedOf(vct).require_cryptographic_holder_binding === false))
  if (problems.length > 0) throw wrong(profile.id, problems)
  const profileDigest = sha256Base64Url(JSON.stringify(profile))
  const privacyNotice = privacyNoticeOf(profile, authority, website)
  return { profile, query, vcts: [...new Set(parts.map(({ vct }) => vct))], parts: [first, ...further], privacyNotice, profileDigest, versions: readVersions(folder, profile, profileDigest), constantMembers: constantMembers(profile, authority, query), constantMetadata: constantMetadata(privacyNotice) }
}

function preparePart(part: FormPart, types: ReadonlyMap<string, CredentialType>, typesUrl: string): PreparedPart {
  const type = typeOf(part.credential, types)
  if (type === null) throw new Error('a parsed profile names a type of the catalogue')
  return { ...part, type, vct: vctOf(typesUrl, type.id, type.version) }
}
