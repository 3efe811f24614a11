/** A value of DER: its tag, and where its content lies. @see X.690, section 8.1 */
export interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

export const tags = { boolean: 0x01, integer: 0x02, octets: 0x04, objectIdentifier: 0x06, sequence: 0x30 } as const

/** Undefined for what is cut off. */
export function elementAt(der: Uint8Array, at: number, limit: number): Element | undefined {
  const tag = der[at]
  const first = der[at + 1]
  if (tag === undefined || first === undefined) return undefined
  const more = first < 0x80 ? 0 : first - 0x80
  if (first === 0x80 || more > 3) return undefined
  let length = more === 0 ? first : 0
  for (let place = 0; place < more; place += 1) length = length * 256 + (der[at + 2 + place] ?? 0)
  const start = at + 2 + more
  return start + length <= limit ? { tag, start, end: start + length } : undefined
}

/** What lies within an element of this tag; nothing when it is another or is cut off. */
export function membersOf(der: Uint8Array, element: Element | undefined, tag: number): readonly Element[] {
  if (element?.tag !== tag) return []
  const members: Element[] = []
  for (let at = element.start; at < element.end; ) {
    const member = elementAt(der, at, element.end)
    if (member === undefined) return []
    members.push(member)
    at = member.end
  }
  return members
}
