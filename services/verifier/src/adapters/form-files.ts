import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { vctOf } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import { privacyNoticeOf, type FormProfile } from '../domain/form-profile.ts'
import { formQuery } from '../domain/form-query.ts'
import { lintFormProfile } from '../domain/lint-form-profile.ts'
import { lintQuery } from '../domain/lint-query.ts'
import { constantMembers, constantMetadata } from '../domain/request-object-payload.ts'
import { requestProfileIds } from '../domain/request-profile.ts'
import type { Forms, PreparedForm } from '../ports.ts'

const words = z.strictObject({ en: z.string(), cy: z.string() })
const address = z.string().regex(/^(?:\{website\}|https:\/\/[a-z0-9{}.:-]+)\/[A-Za-z0-9{}/?=&._-]*$/)
const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

const profileShape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  requestProfile: z.enum(requestProfileIds).optional(),
  title: words,
  purpose: words,
  lawfulBasis: words,
  retention: words,
  contact: z.string().min(1).max(200),
  privacyNotice: z.strictObject({ en: address, cy: address }).optional(),
  credential: z.strictObject({ id: name, type: z.string().min(1), version: z.int().min(1) }),
  claims: z.array(z.strictObject({ id: name, path: z.array(z.string().min(1)).min(1).max(8), need: z.enum(['required', 'if_held', 'optional']) })).min(1),
  fields: z.array(z.strictObject({ name, from: name })).min(1),
  returnPaths: z.array(z.string().regex(/^(\/[A-Za-z0-9{}_-]+)+$/)).min(1),
  crossDevice: z.strictObject({ allowed: z.boolean(), reason: words }),
})

/** Reads one form profile; throws with every problem it has. */
export function parseFormProfile(text: string, where: string, types: ReadonlyMap<string, CredentialType>): FormProfile {
  const parsed = profileShape.safeParse(json(text, where))
  if (!parsed.success) throw wrong(where, parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  const profile: FormProfile = parsed.data
  const type = types.get(profile.credential.type)
  if (type === undefined || type.version !== profile.credential.version) throw wrong(where, ['the catalogue has no such credential type and version'])
  const known = new Set(type.claims.filter(({ disclosable }) => disclosable).map(({ path }) => JSON.stringify(path)))
  const problems = lintFormProfile(profile, known)
  if (problems.length > 0) throw wrong(where, problems)
  return profile
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
}

/** Reads every profile of a folder and prepares it for every authority; throws a `ConfigurationError` naming the file and all its problems. */
export function readForms({ folder, types, typesUrl, authorities, website }: FormsOptions): Forms {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const profiles = files.map((file) => parseFormProfile(readFileSync(join(folder, file), 'utf8'), file, types))
  const prepared = new Map<string, PreparedForm>()
  for (const profile of profiles) {
    for (const authority of authorities) prepared.set(`${authority}/${profile.id}`, prepare(profile, { authority, types, typesUrl, website }))
  }
  if (prepared.size !== profiles.length * authorities.length) throw new ConfigurationError(`Two form profiles in ${folder} have the same id.`)
  return { find: (authority, form) => prepared.get(`${authority}/${form}`) ?? null }
}

function prepare(profile: FormProfile, { authority, types, typesUrl, website }: Pick<FormsOptions, 'types' | 'typesUrl' | 'website'> & { readonly authority: string }): PreparedForm {
  const { type: id, version } = profile.credential
  const type = types.get(id)
  if (type === undefined) throw new Error('a parsed profile names a type of the catalogue')
  const query = formQuery(profile, vctOf(typesUrl, id, version))
  const problems = lintQuery(parseDcqlQuery(query))
  if (problems.length > 0) throw wrong(profile.id, problems)
  return { profile, query, type, profileDigest: sha256Base64Url(JSON.stringify(profile)), constantMembers: constantMembers(profile, authority, query), constantMetadata: constantMetadata(privacyNoticeOf(profile, authority, website)) }
}
