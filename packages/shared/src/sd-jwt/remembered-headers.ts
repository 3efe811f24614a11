import type { DecodeText } from '../kernel/bytes.ts'
import { decodeJson } from './disclosure.ts'

// An issuer writes one header for years, and every wallet the same one over its key binding.
const readBefore = new Map<string, unknown>()
const limits = { headers: 64, characters: 4096 } as const

/** As `decodeJson`; what was read strictly once isn't read a second time. The result is frozen, for it is everybody's. */
export function decodeHeader(encoded: string, decodeText?: DecodeText): unknown {
  const before = readBefore.get(encoded)
  if (before !== undefined) return before
  const header = frozen(decodeJson(encoded, decodeText))
  // Whoever sends ever new ones makes it forget, and gains nothing: they are read as if there were no memory.
  if (readBefore.size >= limits.headers) readBefore.clear()
  if (encoded.length <= limits.characters) readBefore.set(encoded, header)
  return header
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(Object.freeze(value))) frozen(member)
  return value
}
