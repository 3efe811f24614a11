import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import { bareObject, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { reservedNames } from './disclosure.ts'

export interface SdJwtTools<Signature extends string | Promise<string> = string | Promise<string>> {
  /** ES256 over the signing input, as base64url of r and s. */
  readonly sign: (signingInput: string) => Signature
  /** SHA-256 of ASCII text, as base64url. */
  readonly sha256: (text: string) => string
  /** Fresh text of at least 128 random bits. @see RFC 9901, section 4.2.1 */
  readonly salt: () => string
  /** Base64url of JSON text; a platform may offer a faster one. */
  readonly encode?: (text: string) => string
}

/** Which members become disclosures: `true` for the member itself, a nested map for members below an open object, or both at once. */
export interface DisclosableMembers {
  readonly [name: string]: true | DisclosableMembers | RecursiveDisclosure
}

/** An object that is a disclosure itself, and so are its members within it. @see RFC 9901, section 4.2.6 */
export class RecursiveDisclosure {
  readonly members: DisclosableMembers
  constructor(members: DisclosableMembers) {
    this.members = members
  }
}

interface SdJwtToIssue {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly disclosable: DisclosableMembers
  /** Whether a decoy stands for each disclosable member that is absent, so that how many digests there are tells nothing. @see RFC 9901, section 4.2.5 */
  readonly decoys?: boolean
}

/**
 * Makes an SD-JWT without key binding, ending in `~`; at once where the key signs at once. Members named in `disclosable`
 * become disclosures where they stand; absent ones are passed over. Digests are sorted, so their order tells nothing.
 * Throws on a claim with a name that the format keeps for itself: claims are validated before they come here.
 * @see RFC 9901, section 4
 */
export function issueSdJwt(input: SdJwtToIssue, tools: SdJwtTools<string>): string
export function issueSdJwt(input: SdJwtToIssue, tools: SdJwtTools): string | Promise<string>
export function issueSdJwt(input: SdJwtToIssue, tools: SdJwtTools): string | Promise<string> {
  const encode = tools.encode ?? ((text: string) => toBase64Url(utf8(text)))
  const disclosures: string[] = []
  const hide = (value: JsonObject, members: DisclosableMembers): Record<string, Json> => {
    const open = bareObject()
    const digests: string[] = []
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      mustBeOrdinary(name, member)
      const rule = Object.hasOwn(members, name) ? members[name] : undefined
      if (rule === true || rule instanceof RecursiveDisclosure) {
        const within = rule === true || !isJsonObject(member) ? member : hide(member, rule.members)
        const disclosure = encode(JSON.stringify([tools.salt(), name, within]))
        disclosures.push(disclosure)
        digests.push(tools.sha256(disclosure))
      } else {
        open[name] = rule !== undefined && isJsonObject(member) ? hide(member, rule) : member
      }
    }
    if (input.decoys === true) digests.push(...decoysFor(value, members, tools))
    if (digests.length > 0) open['_sd'] = digests.sort()
    return open
  }
  const payload = hide(input.payload, input.disclosable)
  payload['_sd_alg'] = 'sha-256'
  const signingInput = `${encode(JSON.stringify(input.header))}.${encode(JSON.stringify(payload))}`
  const whole = (signature: string): string => `${signingInput}.${signature}~${disclosures.map((disclosure) => `${disclosure}~`).join('')}`
  const signature = tools.sign(signingInput)
  return typeof signature === 'string' ? whole(signature) : signature.then(whole)
}

const decoysFor = (value: JsonObject, members: DisclosableMembers, { sha256, salt }: SdJwtTools): string[] =>
  Object.entries(members)
    .filter(([name, rule]) => value[name] === undefined && (rule === true || rule instanceof RecursiveDisclosure))
    .map(() => sha256(salt()))

/** A claim named `_sd` or `...` would be read as digests: whoever fills it in could add disclosures of their own. */
function mustBeOrdinary(name: string, member: Json | undefined): void {
  if (reservedNames.has(name)) throw new TypeError('a claim has a name that SD-JWT keeps for itself')
  if (typeof member !== 'object' || member === null) return
  for (const [below, item] of Object.entries(member)) mustBeOrdinary(Array.isArray(member) ? '' : below, item)
}
