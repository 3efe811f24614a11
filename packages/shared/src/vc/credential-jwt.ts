import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'
import type { DecodeText } from '../kernel/bytes.ts'
import { faultOfCredential } from './fault-of-credential.ts'
import { isType, isUrl, setOf, timeOf } from './values.ts'
import { w3cContext1 } from './contexts.ts'

/** A W3C credential in a JWT, of either data model; its signature is not verified yet. */
export interface CredentialJwt {
  readonly jwt: ParsedJwt
  /** The credential itself, with one subject. */
  readonly credential: JsonObject
  readonly types: readonly string[]
  readonly contexts: readonly string[]
  readonly issuer: string
  /** Whom it is about, by an identifier. */
  readonly subject: string | null
  /** From when and until when it stands, in milliseconds, where it says so beside the JWT's own dates. */
  readonly from: number | null
  readonly until: number | null
}

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/**
 * Reads a credential that is secured by a JWT. What it says twice must be the same both times, and one that is about several
 * subjects is refused. Refuses with `malformed_credential`, and `invalid_format` for another media type.
 * @see VC Data Model 1.1, section 6.3.1; Securing Verifiable Credentials using JOSE and COSE, section 3.1
 */
export function readCredentialJwt(compact: string, decodeText?: DecodeText): CredentialJwt {
  const jwt = parseJwt(compact, decodeText)
  return 'vc' in jwt.payload ? ofDataModel1(jwt) : ofDataModel2(jwt)
}

function ofDataModel1(jwt: ParsedJwt): CredentialJwt {
  const { vc, iss, sub } = jwt.payload
  if (!isOptional(jwt.header['typ'], 'JWT')) throw new Refusal('invalid_format', { detail: 'typ' })
  if (!isJsonObject(vc) || !isType(vc['type']) || !setOf(vc['type']).includes('VerifiableCredential')) throw malformed('vc')
  if (setOf(vc['@context'])[0] !== w3cContext1) throw malformed('@context')
  const issuer = idOf(vc['issuer']) ?? iss
  if (typeof iss !== 'string' || issuer !== iss) throw malformed('issuer is not iss')
  return described(jwt, vc, iss, sub, [vc['issuanceDate'], vc['expirationDate']])
}

function ofDataModel2(jwt: ParsedJwt): CredentialJwt {
  const { header, payload } = jwt
  if (header['typ'] !== 'vc+jwt' || !isOptional(header['cty'], 'vc')) throw new Refusal('invalid_format', { detail: 'typ or cty' })
  const fault = faultOfCredential(payload)
  if (fault !== null) throw malformed(fault)
  const issuer = idOf(payload['issuer']) ?? ''
  if (!isOptional(payload['iss'], issuer)) throw malformed('issuer is not iss')
  return described(jwt, payload, issuer, payload['sub'], [payload['validFrom'], payload['validUntil']])
}

const isOptional = (value: Json | undefined, expected: Json): boolean => value === undefined || value === expected

/** Of an object that has one, or of the identifier alone. */
const idOf = (value: Json | undefined): string | null => {
  const id = isJsonObject(value) ? value['id'] : value
  return isUrl(id) ? id : null
}

function described(jwt: ParsedJwt, credential: JsonObject, issuer: string, sub: Json | undefined, dates: readonly (Json | undefined)[]): CredentialJwt {
  const [subject, ...others] = setOf(credential['credentialSubject'])
  // To take the first of several would be to guess whom it is about.
  if (!isJsonObject(subject) || others.length > 0) throw malformed('credentialSubject')
  const { id } = subject
  if ((id !== undefined && !isUrl(id)) || (sub !== undefined && !isUrl(sub)) || (id !== undefined && !isOptional(sub, id))) throw malformed('sub')
  const [from = null, until = null] = dates.map((date) => (date === undefined ? null : timeOf(date)))
  if (Number.isNaN(from) || Number.isNaN(until)) throw malformed('dates')
  const named = id ?? sub ?? null
  return {
    jwt,
    credential: { ...credential, credentialSubject: subject },
    types: setOf(credential['type']).filter((type) => typeof type === 'string'),
    contexts: setOf(credential['@context']).filter((context) => typeof context === 'string'),
    issuer,
    subject: named,
    from,
    until,
  }
}
