import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import type { JsonObject } from '../kernel/json.ts'
import { areInLine, selectClaims, type ClaimsPath } from '../dcql/claims-path.ts'
import { parseIssuedSdJwt } from './parse-sd-jwt.ts'

/**
 * The credential with only those disclosures that the given claims need: the claims themselves, what stands below
 * them, and the parents they are disclosed within. A path that selects nothing discloses nothing. Refuses
 * `malformed_credential`. @see RFC 9901, section 7.2
 */
export function selectDisclosures(credential: string, paths: readonly ClaimsPath[], ports: { readonly sha256: (text: string) => string }): string {
  const parsed = parseIssuedSdJwt(credential, ports)
  const issuerJwt = credential.slice(0, credential.indexOf('~') + 1)
  const wanted = paths.flatMap((path) => selectClaims(parsed.claims, path, parsed.places).map((selected) => selected.path))
  const kept = parsed.disclosures.filter(({ path }) => wanted.some((claim) => areInLine(path, claim)))
  return issuerJwt + kept.map(({ encoded }) => `${encoded}~`).join('')
}

/** Binds a selection to one verifier and one request with the holder's key. @see RFC 9901, section 4.3 */
export async function bindToHolder(
  selection: string,
  binding: { readonly audience: string; readonly nonce: string; readonly issuedAt: EpochSeconds; /** What else the holder says. */ readonly more?: JsonObject },
  ports: { readonly sha256: (text: string) => string; readonly sign: (signingInput: string) => Promise<string> | string },
): Promise<string> {
  const encode = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))
  const header = encode({ alg: 'ES256', typ: 'kb+jwt' })
  const payload = encode({ iat: binding.issuedAt, aud: binding.audience, nonce: binding.nonce, sd_hash: ports.sha256(selection), ...binding.more })
  const signingInput = `${header}.${payload}`
  return `${selection}${signingInput}.${await ports.sign(signingInput)}`
}
