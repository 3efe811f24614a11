import type { DecodeText } from '../kernel/bytes.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'
import { isType, setOf } from './values.ts'
import { w3cContext2 } from './contexts.ts'

/** A W3C presentation of one credential in a JWT; its signature is not verified yet. */
export interface PresentationJwt {
  readonly jwt: ParsedJwt
  /** The credential's JWT. */
  readonly credential: string
  /** The identifiers under which the holder is named in it: all of them must be the holder's. */
  readonly holders: readonly string[]
}

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })
const enveloped = 'data:application/vc+jwt,'

/**
 * Reads what a wallet presents: a presentation, or, where nobody asks for holder binding, a credential alone, for which it is null.
 * Refuses with `malformed_credential`. @see OpenID4VP 1.0, appendix B.1.3.1; VC Data Model 1.1, section 6.3.1; Securing VCs with JOSE and COSE, section 3.2
 */
export function readPresentationJwt(compact: string, decodeText?: DecodeText): PresentationJwt | null {
  const jwt = parseJwt(compact, decodeText)
  const { payload, header } = jwt
  const isOfDataModel1 = 'vp' in payload
  const typ = header['typ']
  if (!isOfDataModel1 && typ !== 'vp+jwt') return null
  if (isOfDataModel1 ? typ !== undefined && typ !== 'JWT' : header['cty'] !== undefined && header['cty'] !== 'vp') throw new Refusal('invalid_format', { detail: 'typ' })
  if (header['alg'] !== 'ES256') throw new Refusal('invalid_format', { detail: 'vp alg' })
  const presentation = isOfDataModel1 ? payload['vp'] : payload
  if (!isJsonObject(presentation) || !isType(presentation['type']) || !setOf(presentation['type']).includes('VerifiablePresentation')) throw malformed('presentation')
  if (!isOfDataModel1 && setOf(presentation['@context'])[0] !== w3cContext2) throw malformed('@context')
  return { jwt, credential: onlyCredential(presentation['verifiableCredential']), holders: holdersOf(jwt, presentation) }
}

/** One answers the query; with several nobody could tell which. @see OpenID4VP 1.0, section 8.1 */
function onlyCredential(value: Json | undefined): string {
  const [credential, ...others] = setOf(value)
  const text = isJsonObject(credential) ? inEnvelope(credential) : credential
  if (typeof text !== 'string' || others.length > 0) throw malformed('verifiableCredential')
  return text
}

/** @see VC Data Model 2.0, section 4.13.1 */
function inEnvelope({ id, type }: JsonObject): string | null {
  return setOf(type).includes('EnvelopedVerifiableCredential') && typeof id === 'string' && id.startsWith(enveloped) ? id.slice(enveloped.length) : null
}

function holdersOf({ header, payload }: ParsedJwt, { holder }: JsonObject): readonly string[] {
  const named = [payload['iss'], isJsonObject(holder) ? holder['id'] : holder, header['kid']].filter((name) => name !== undefined)
  if (!named.every((name): name is string => typeof name === 'string')) throw malformed('holder')
  return named
}
