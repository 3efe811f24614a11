import { isNumericDate } from '../kernel/branded.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'
import { isWebAddress } from './presentation-request.ts'

/** Where a verifier takes requests to erase what was shared, as a member of its client metadata: the name that IT-Wallet has for it. */
export interface ErasureMembers {
  readonly erasure_endpoint?: string
}

const longestAddress = 500

/** The address that signed client metadata names; null where there is none that may be called. */
export function erasureEndpointIn(metadata: Json | undefined): string | null {
  const endpoint = isJsonObject(metadata) ? metadata['erasure_endpoint'] : undefined
  return typeof endpoint === 'string' && endpoint.length <= longestAddress && isWebAddress(endpoint) ? endpoint : null
}

/** What proves, long after, that who asks for one presentation to be erased made it. Only the verifier can read it. */
export const isErasureHandle = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9_-]{40,1024}$/.test(value)

export const erasureReceiptType = 'counterfoil-erasure+jwt'

/** What a verifier may have held of a presentation. */
export const erasableThings = ['sealed_result', 'presentation_digests', 'check_statement'] as const
export type ErasableThing = (typeof erasableThings)[number]

/** What it keeps, and by which article of the UK GDPR. Neither says whose presentation it was. */
export const keptThings = ['check_without_digests', 'erasure_record'] as const
export const legalBases = ['uk_gdpr_17_3_b', 'uk_gdpr_5_2'] as const
export interface KeptThing {
  readonly what: (typeof keptThings)[number]
  readonly basis: (typeof legalBases)[number]
}

/** What was asked, when, and what came of it. */
export interface ErasureReceipt {
  /** DID of the authority that signed. */
  readonly iss: string
  /** When it was first asked: to ask again gives the same receipt. */
  readonly iat: number
  /** SHA-256 of the handle, so that the receipt answers this request and no other. */
  readonly handle_hash: string
  readonly form: string
  readonly shared_at: number
  readonly erased: readonly ErasableThing[]
  readonly kept: readonly KeptThing[]
  /** Who else was told that the citizen asks for it. */
  readonly told: readonly 'form_server'[]
}

/** A receipt whose shape was read, with its signature still to be judged. */
export interface StatedErasure {
  readonly kid: string
  readonly jwt: ParsedJwt
  readonly receipt: ErasureReceipt
}

const largestReceipt = 8192
const mostEntries = 16

/** Null for what is no receipt. Codes that aren't known are left out: a later verifier may have more of them. */
export function parseErasureReceipt(compact: string): StatedErasure | null {
  const jwt = compact.length <= largestReceipt ? tryParse(compact) : null
  const { typ, alg, kid } = jwt?.header ?? {}
  if (jwt === null || typ !== erasureReceiptType || alg !== 'ES256' || typeof kid !== 'string') return null
  const receipt = receiptIn(jwt.payload)
  return receipt === null ? null : { kid, jwt, receipt }
}

function tryParse(compact: string): ParsedJwt | null {
  try {
    return parseJwt(compact)
  } catch {
    return null
  }
}

function receiptIn({ iss, iat, handle_hash: handleHash, form, shared_at: sharedAt, erased, kept, told }: JsonObject): ErasureReceipt | null {
  if (typeof iss !== 'string' || typeof handleHash !== 'string' || typeof form !== 'string' || !isNumericDate(iat) || !isNumericDate(sharedAt)) return null
  const [erasedCodes, keptCodes, toldCodes] = [listOf(erased), listOf(kept), listOf(told)]
  if (erasedCodes === null || keptCodes === null || toldCodes === null) return null
  return {
    iss,
    iat,
    handle_hash: handleHash,
    form,
    shared_at: sharedAt,
    erased: erasableThings.filter((thing) => erasedCodes.includes(thing)),
    kept: keptCodes.flatMap((entry) => {
      const { what, basis } = isJsonObject(entry) ? entry : {}
      const [thing, law] = [keptThings.find((known) => known === what), legalBases.find((known) => known === basis)]
      return thing === undefined || law === undefined ? [] : [{ what: thing, basis: law }]
    }),
    told: toldCodes.includes('form_server') ? ['form_server'] : [],
  }
}

const listOf = (value: Json | undefined): readonly Json[] | null => (Array.isArray(value) && value.length <= mostEntries ? (value as readonly Json[]) : null)
