/** Why a body is not taken as JSON. */
export type JsonFault = 'not_json' | 'duplicate_member' | 'forbidden_member'
export type StrictJson = { readonly value: unknown } | { readonly fault: JsonFault }

/**
 * Parses JSON and refuses what two parsers may read differently: a member named twice, and members that reach a
 * prototype. @see RFC 8259, section 4
 */
export function parseStrictJson(text: string): StrictJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'not_json' }
  }
  const fault = faultOfNames(text)
  return fault === null ? { value } : { fault }
}

const structural = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** Walks the structure of a text that is known to be valid JSON. */
function faultOfNames(text: string): JsonFault | null {
  const open: (Set<string> | null)[] = []
  let awaitsName = false
  for (const [token] of text.matchAll(structural)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    const names = open.at(-1)
    if (token === '{' || token === ',') awaitsName = names instanceof Set
    else if (token.startsWith('"') && awaitsName && names instanceof Set) {
      const name = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
      if (name === '__proto__') return 'forbidden_member'
      if (names.has(name)) return 'duplicate_member'
      names.add(name)
      awaitsName = false
    }
  }
  return null
}
