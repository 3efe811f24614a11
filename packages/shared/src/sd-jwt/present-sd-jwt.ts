import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import { parseSdJwt } from './parse-sd-jwt.ts'
import type { PathStep } from './disclosure.ts'

const startsWith = (path: readonly PathStep[], start: readonly PathStep[]): boolean =>
  start.length <= path.length && start.every((step, index) => step === path[index])

/**
 * The credential with only those disclosures that the given claim paths need: the claims themselves, what stands
 * below them, and the parents they are disclosed within.
 */
export function selectDisclosures(
  credential: string,
  paths: readonly (readonly PathStep[])[],
  ports: { readonly sha256: (text: string) => string },
): string {
  const parsed = parseSdJwt(credential, ports)
  const issuerJwt = credential.slice(0, credential.indexOf('~') + 1)
  const kept = parsed.disclosures.filter(({ path }) => paths.some((wanted) => startsWith(path, wanted) || startsWith(wanted, path)))
  return issuerJwt + kept.map(({ encoded }) => `${encoded}~`).join('')
}

/** Binds a selection to one verifier and one request with the holder's key. @see RFC 9901, section 4.3 */
export async function bindToHolder(
  selection: string,
  binding: { readonly audience: string; readonly nonce: string; readonly issuedAt: EpochSeconds },
  ports: { readonly sha256: (text: string) => string; readonly sign: (signingInput: string) => Promise<string> | string },
): Promise<string> {
  const encode = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))
  const header = encode({ alg: 'ES256', typ: 'kb+jwt' })
  const payload = encode({ iat: binding.issuedAt, aud: binding.audience, nonce: binding.nonce, sd_hash: ports.sha256(selection) })
  const signingInput = `${header}.${payload}`
  return `${selection}${signingInput}.${await ports.sign(signingInput)}`
}
