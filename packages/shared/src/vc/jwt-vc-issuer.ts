import type { DidDocument, VerificationMethod } from '../did/did-document.ts'
import { parsePublicJwk } from '../did/public-jwk.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

const wellKnown = '/.well-known/jwt-vc-issuer'
const mostKeys = 64

/** Where an issuer that is named by its address tells its keys: the well-known part stands before its path. Null for what is no such name. @see SD-JWT VC, section 5 (JWT VC Issuer Metadata) */
export function issuerMetadataUrl(issuer: string): string | null {
  const url = URL.parse(issuer)
  if (url === null || url.protocol !== 'https:' || /[?#@\\\s]/.test(issuer)) return null
  return `${url.origin}${wellKnown}${url.pathname.replace(/\/$/, '')}`
}

/** Where the metadata at this address says that the keys lie; null when it has them in itself, or is none. It is for the issuer of this address, or it sends nobody anywhere. */
export function keySetUrl(text: string, metadataUrl: string): string | null {
  const { issuer, jwks, jwks_uri: uri } = objectOf(text) ?? {}
  if (typeof issuer !== 'string' || issuerMetadataUrl(issuer) !== metadataUrl || jwks !== undefined || typeof uri !== 'string') return null
  return URL.parse(uri)?.protocol === 'https:' && !uri.includes('#') ? uri : null
}

/** Metadata whose keys lay elsewhere, with them inside. */
export function withKeySet(text: string, keySet: string): string | null {
  const [metadata, jwks] = [objectOf(text), objectOf(keySet)]
  if (metadata === null || jwks === null) return null
  const { jwks_uri: _, ...others } = metadata
  return JSON.stringify({ ...others, jwks })
}

/**
 * The metadata of exactly this issuer as a document of its keys, each called by the issuer and its `kid`. Only keys that sign
 * ES256 are taken, and of two with one name neither. Null for what is another's, or tells keys in both ways or in none.
 */
export function parseIssuerMetadata(text: string, issuer: string): DidDocument | null {
  const metadata = objectOf(text)
  const jwks = metadata?.['jwks']
  if (metadata === null || metadata['issuer'] !== issuer || metadata['jwks_uri'] !== undefined || !isJsonObject(jwks)) return null
  const { keys } = jwks
  if (!Array.isArray(keys) || keys.length > mostKeys) return null
  const named = (keys as readonly Json[]).filter(isJsonObject)
  const methods = named.filter((key) => isForSigning(key) && named.filter(({ kid }) => kid === key['kid']).length === 1).flatMap((key) => methodOfKey(key, key['kid'], issuer))
  return { id: issuer, verificationMethod: methods, assertionMethod: methods.map(({ id }) => id), authentication: [] }
}

const isForSigning = ({ kid, use = 'sig', alg = 'ES256', key_ops: operations = ['verify'] }: JsonObject): boolean =>
  kid !== '' && use === 'sig' && alg === 'ES256' && Array.isArray(operations) && operations.includes('verify')

function methodOfKey(key: JsonObject, kid: Json | undefined, issuer: string): readonly VerificationMethod[] {
  const jwk = parsePublicJwk(key)
  if (jwk?.crv !== 'P-256' || typeof kid !== 'string') return []
  return [{ id: `${issuer}#${kid}`, type: 'JsonWebKey', controller: issuer, publicKeyJwk: { ...jwk } }]
}

function objectOf(text: string): JsonObject | null {
  const parsed = parseUniqueJson(text)
  return 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : null
}
