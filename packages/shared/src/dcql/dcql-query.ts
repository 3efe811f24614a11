import { isJsonObject, type Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'

/** One claim asked for. @see OpenID4VP 1.0, section 6.3 */
export interface ClaimQuery {
  readonly id?: string
  /** Names, positions, or null for every element. @see OpenID4VP 1.0, section 7 */
  readonly path: readonly (string | number | null)[]
  readonly values?: readonly (string | number | boolean)[]
}

/** One credential asked for, as SD-JWT VC. @see OpenID4VP 1.0, sections 6.1 and B.3.5 */
export interface CredentialQuery {
  readonly id: string
  readonly format: 'dc+sd-jwt'
  readonly meta: { readonly vct_values: readonly string[] }
  readonly claims?: readonly ClaimQuery[]
  /** Alternatives by claim id, the preferred first. */
  readonly claim_sets?: readonly (readonly string[])[]
}

export interface DcqlQuery {
  readonly credentials: readonly CredentialQuery[]
}

const identifier = /^[A-Za-z0-9_-]{1,64}$/
const most = { credentials: 10, claims: 64 } as const
const refuse = (detail: string): Refusal => new Refusal('invalid_request', { words: 'The query of the request is malformed.', detail })

const isList = (value: unknown, largest: number): value is readonly unknown[] => Array.isArray(value) && value.length > 0 && value.length <= largest
const areTexts = (value: unknown): value is readonly string[] => isList(value, 64) && value.every((item) => typeof item === 'string')

function unique(ids: readonly string[]): void {
  if (ids.some((id) => !identifier.test(id)) || new Set(ids).size !== ids.length) throw refuse('ids are unique and of the alphabet')
}

function parseClaim(value: unknown): ClaimQuery {
  if (!isJsonObject(value)) throw refuse('a claim is an object')
  const { id, path, values } = value
  if (!isList(path, 16) || !path.every((step) => step === null || typeof step === 'string' || (Number.isInteger(step) && Number(step) >= 0))) throw refuse('path')
  if (id !== undefined && typeof id !== 'string') throw refuse('id')
  if (values !== undefined && !(isList(values, 64) && values.every((item) => ['string', 'number', 'boolean'].includes(typeof item)))) throw refuse('values')
  return {
    ...(id === undefined ? {} : { id }),
    path: path as ClaimQuery['path'],
    ...(values === undefined ? {} : { values: values as readonly (string | number | boolean)[] }),
  }
}

function parseCredential(value: unknown): CredentialQuery {
  if (!isJsonObject(value)) throw refuse('a credential query is an object')
  const { id, format, meta, claims, claim_sets: claimSets } = value
  if (typeof id !== 'string') throw refuse('id')
  if (format !== 'dc+sd-jwt') throw refuse('format')
  if (!isJsonObject(meta) || !areTexts(meta['vct_values'])) throw refuse('meta')
  if (claims !== undefined && !isList(claims, most.claims)) throw refuse('claims')
  const parsed = claims?.map(parseClaim)
  const ids = (parsed ?? []).flatMap((claim) => (claim.id === undefined ? [] : [claim.id]))
  unique(ids)
  if (claimSets !== undefined && !(isList(claimSets, 16) && claimSets.every((set) => areTexts(set) && set.every((name) => ids.includes(name))))) throw refuse('claim_sets')
  return {
    id,
    format,
    meta: { vct_values: meta['vct_values'] },
    ...(parsed === undefined ? {} : { claims: parsed }),
    ...(claimSets === undefined ? {} : { claim_sets: claimSets as readonly (readonly string[])[] }),
  }
}

/** Parses the part of DCQL that this product speaks; anything else is refused with `invalid_request`. @see OpenID4VP 1.0, section 6 */
export function parseDcqlQuery(value: Json | undefined): DcqlQuery {
  if (!isJsonObject(value) || !isList(value['credentials'], most.credentials)) throw refuse('credentials')
  const credentials = value['credentials'].map(parseCredential)
  unique(credentials.map(({ id }) => id))
  return { credentials }
}
