import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'

export interface SdJwtTools {
  /** ES256 over the signing input, as base64url of r and s. */
  readonly sign: (signingInput: string) => string
  /** SHA-256 of ASCII text, as base64url. */
  readonly sha256: (text: string) => string
  /** Fresh text of at least 128 random bits. @see RFC 9901, section 4.2.1 */
  readonly salt: () => string
  /** Base64url of JSON text; a platform may offer a faster one. */
  readonly encode?: (text: string) => string
}

/** Which members become disclosures: `true` for the member itself, a nested map for members below an open object. */
export interface DisclosableMembers {
  readonly [name: string]: true | DisclosableMembers
}

/**
 * Makes an SD-JWT without key binding, ending in `~`. Members named in `disclosable` become disclosures where they
 * stand; absent ones are passed over. Digests are sorted, so their order tells nothing. @see RFC 9901, section 4
 */
export function issueSdJwt(
  input: { readonly header: JsonObject; readonly payload: JsonObject; readonly disclosable: DisclosableMembers },
  tools: SdJwtTools,
): string {
  const encode = tools.encode ?? ((text: string) => toBase64Url(utf8(text)))
  const disclosures: string[] = []
  const hide = (value: JsonObject, members: DisclosableMembers): JsonObject => {
    const open: Record<string, Json> = {}
    const digests: string[] = []
    for (const [name, member] of Object.entries(value)) {
      const rule = members[name]
      if (member === undefined) continue
      if (rule === true) {
        const disclosure = encode(JSON.stringify([tools.salt(), name, member]))
        disclosures.push(disclosure)
        digests.push(tools.sha256(disclosure))
      } else {
        open[name] = rule !== undefined && isJsonObject(member) ? hide(member, rule) : member
      }
    }
    return digests.length === 0 ? open : { ...open, _sd: digests.sort() }
  }
  const payload = { ...hide(input.payload, input.disclosable), _sd_alg: 'sha-256' }
  const signingInput = `${encode(JSON.stringify(input.header))}.${encode(JSON.stringify(payload))}`
  return `${signingInput}.${tools.sign(signingInput)}~${disclosures.map((disclosure) => `${disclosure}~`).join('')}`
}
