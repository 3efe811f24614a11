import { fromBase64Url, strictUtf8 } from '../kernel/bytes.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import type { DidDocument } from './did-document.ts'
import { parsePublicJwk } from './public-jwk.ts'

const longest = 1024

/**
 * The document of a did:jwk: one key, named `#0`, with the members that it was written with. Null for a private key, for
 * a kind of key that is not understood and for what is not canonical base64url of JSON. What `use` says decides what the
 * key is for. @see did:jwk method specification, "Read"
 */
export function didJwkDocument(did: string): DidDocument | null {
  const jwk = did.startsWith('did:jwk:') && did.length <= longest ? decode(did.slice('did:jwk:'.length)) : null
  if (jwk === null || parsePublicJwk(jwk) === null || !['sig', 'enc', undefined].includes(jwk['use'] as string | undefined)) return null
  const id = `${did}#0`
  const [signs, agrees] = [jwk['use'] !== 'enc', jwk['use'] !== 'sig' && jwk['kty'] === 'EC']
  return {
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }],
    assertionMethod: signs ? [id] : [],
    authentication: signs ? [id] : [],
    ...(signs ? { capabilityInvocation: [id], capabilityDelegation: [id] } : {}),
    ...(agrees ? { keyAgreement: [id] } : {}),
  }
}

function decode(encoded: string): JsonObject | null {
  const bytes = fromBase64Url(encoded)
  if (bytes === null) return null
  try {
    const parsed = parseUniqueJson(strictUtf8(bytes))
    return 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : null
  } catch {
    return null
  }
}
