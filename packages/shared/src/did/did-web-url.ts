const longest = 512
// A name with a letter in its last label: an address in figures names nobody. The port is the one thing to be encoded.
const hostPattern = /^((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:%3a([1-9][0-9]{0,4}))?$/i
const segmentPattern = /^(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+$/

/** Where the document of a did:web lies; null for what is none. @see did:web method specification, "Read (Resolve)" */
export function didWebUrl(did: string): string | null {
  if (!did.startsWith('did:web:') || did.length > longest) return null
  const [host = '', ...path] = did.slice('did:web:'.length).split(':')
  const [, name, port] = hostPattern.exec(host) ?? []
  if (name === undefined || Number(port ?? 443) > 65_535 || !path.every(isSegment)) return null
  const place = path.length === 0 ? '.well-known' : path.join('/')
  return `https://${name.toLowerCase()}${port === undefined ? '' : `:${port}`}/${place}/did.json`
}

/** Whether a part of a path stays where it is, however often somebody decodes it. */
function isSegment(segment: string): boolean {
  return segmentPattern.test(segment) && !/^\.{1,2}$/.test(segment) && !/%(?:2[ef5]|5c|[01][0-9a-f]|7f)/i.test(segment)
}
