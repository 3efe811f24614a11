import { readJson, readText } from '@counterfoil/service-kit/config/read-files'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { z } from 'zod'
import { isSafeAddress, onThisMachine } from './safe-address.ts'

const viewName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}(?:\.[a-z_][a-z0-9_]{0,62})?$/, 'must be a view, or a schema and a view, in lower case')
const safeAddress = z.string().refine(isSafeAddress, 'must be an https address without a password')
const postgresAddress = z.string().refine((value) => {
  const url = URL.parse(value)
  return url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.username !== '' && url.password === ''
}, 'must be like postgres://role@host/database, with the password in passwordFile')

const searchIn = z.array(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be a column')).min(1).max(20).optional()
const contact = z.strictObject({ en: z.string().min(1).max(200), cy: z.string().min(1).max(200) }).optional()

const sourceShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('csv'), contact, file: z.string().min(1) }),
  z.strictObject({ kind: z.literal('sqlite'), contact, file: z.string().min(1), view: viewName.refine((name) => !name.includes('.'), 'must be a view without a schema'), searchIn }),
  z
    .strictObject({ kind: z.literal('postgres'), contact, url: postgresAddress, passwordFile: z.string().optional(), view: viewName, searchIn, caFile: z.string().optional() })
    .refine(({ url, caFile }) => caFile !== undefined || onThisMachine.includes(new URL(url).hostname), { path: ['caFile'], message: 'is missing: a database on another machine must prove who it is' }),
  z.strictObject({ kind: z.literal('http'), contact, url: safeAddress, findUrl: safeAddress.optional(), tokenUrl: safeAddress, clientId: z.string().min(1), clientSecretFile: z.string().min(1), scope: z.string().min(1).optional() }),
])

/** Where one council's records are, with what is needed to read them; `contact` is whom staff ask to put a record right. */
export type RecordSourceConfig = { readonly contact: Bilingual | null } & (
  | { readonly kind: 'csv'; readonly file: string }
  | { readonly kind: 'sqlite'; readonly file: string; readonly view: string; readonly searchIn: readonly string[] | null }
  | { readonly kind: 'postgres'; readonly url: string; readonly password: string | null; readonly view: string; readonly searchIn: readonly string[] | null; readonly caFile: string | null }
  | { readonly kind: 'http'; readonly url: string; readonly findUrl: string | null; readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string; readonly scope: string | null }
)

/** By the authority's id. */
export type RecordSourcesConfig = ReadonlyMap<string, RecordSourceConfig>

/** Reads the file that says where each council's records are, and the secrets that it names. Throws a `ConfigurationError` with everything that is wrong. */
export function readRecordSources(file: string): RecordSourcesConfig {
  const parsed = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), sourceShape).safeParse(readJson<unknown>(file, 'record sources file'))
  if (!parsed.success) throw new ConfigurationError(`The record sources file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  return new Map(Object.entries(parsed.data).map(([authority, source]) => [authority, withSecrets(source, authority)]))
}

function withSecrets(source: z.output<typeof sourceShape>, authority: string): RecordSourceConfig {
  const contactOrNone = source.contact ?? null
  if (source.kind === 'csv') return { ...source, contact: contactOrNone }
  if (source.kind === 'sqlite') return { ...source, contact: contactOrNone, searchIn: source.searchIn ?? null }
  if (source.kind === 'postgres') {
    const { passwordFile, caFile = null, searchIn: among = null } = source
    return { ...source, contact: contactOrNone, searchIn: among, caFile, password: passwordFile === undefined ? null : readText(passwordFile, `database password of ${authority}`) }
  }
  return { ...source, contact: contactOrNone, findUrl: source.findUrl ?? null, scope: source.scope ?? null, clientSecret: readText(source.clientSecretFile, `client secret of the records of ${authority}`) }
}
