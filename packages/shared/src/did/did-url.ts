/** @see DID Core 1.0, section 3.2 */
export interface DidUrl {
  readonly did: string
  readonly method: string
  readonly query: string | null
  readonly fragment: string | null
}

const longest = 2048
const pattern = /^(did:([a-z0-9]+):(?:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*:)*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+)(?:\?([^#]*))?(?:#(.*))?$/

/** Parses a DID or a DID URL without a path; null for anything else. @see DID Core 1.0, sections 3.1 and 3.2 */
export function parseDidUrl(text: string): DidUrl | null {
  const match = text.length > longest ? null : pattern.exec(text)
  if (match === null) return null
  const [, did = '', method = '', query = null, fragment = null] = match
  return { did, method, query, fragment }
}

/** The method of a DID; null for what is no DID, also for a DID URL. */
export function methodOf(did: string): string | null {
  const parsed = parseDidUrl(did)
  return parsed?.did === did ? parsed.method : null
}
