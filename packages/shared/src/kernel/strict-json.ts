/** Why a text is not taken as JSON. */
export type JsonFault = 'not_json' | 'too_deep' | 'duplicate_member' | 'forbidden_member'
export type StrictJson = { readonly value: unknown } | { readonly fault: JsonFault }

/** Objects and lists within one another; nothing that is exchanged here comes near it. */
const deepest = 32

/**
 * Parses JSON and refuses what two parsers may read differently: a member named twice, or more levels than any of them
 * must bear. It costs little more than `JSON.parse`. @see RFC 8259, section 4; RFC 7519, section 4
 */
export function parseUniqueJson(text: string): StrictJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'not_json' }
  }
  const held = membersHeld(value, deepest)
  if (held === null) return { fault: 'too_deep' }
  // A member that was named twice is written twice and held once. Where none is held, none was written.
  return held === 0 || held === membersWritten(text) ? { value } : { fault: 'duplicate_member' }
}

/** The same for a body that goes on to code which doesn't expect a member to reach a prototype. */
export function parseStrictJson(text: string): StrictJson {
  const parsed = parseUniqueJson(text)
  return 'fault' in parsed || !reachesPrototype(parsed.value) ? parsed : { fault: 'forbidden_member' }
}

/** Members of all objects within a parsed value; null when it is nested too deeply to be walked. */
function membersHeld(value: unknown, levels: number): number | null {
  if (typeof value !== 'object' || value === null) return 0
  if (levels === 0) return null
  const within: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  let count = Array.isArray(value) ? 0 : within.length
  for (const item of within) {
    if (typeof item !== 'object') continue
    const held = membersHeld(item, levels - 1)
    if (held === null) return null
    count += held
  }
  return count
}

const colon = 0x3a
const backslash = 0x5c

/** Members written in a text that is known to be JSON: each has its one colon outside of strings. */
function membersWritten(text: string): number {
  let count = 0
  for (let place = 0; place < text.length; ) {
    const quote = text.indexOf('"', place)
    const end = quote < 0 ? text.length : quote
    for (; place < end; place += 1) if (text.charCodeAt(place) === colon) count += 1
    place = quote < 0 ? end : endOfString(text, quote + 1)
  }
  return count
}

function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start)
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote + 1
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1
  while (text.charCodeAt(before) === backslash) before -= 1
  return (quote - before) % 2 === 0
}

const reachesPrototype = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Object.hasOwn(value, '__proto__') || holdsPrototype(value) || Object.values(value).some(reachesPrototype))

function holdsPrototype(value: object): boolean {
  const constructor: unknown = Object.hasOwn(value, 'constructor') ? value.constructor : null
  return typeof constructor === 'object' && constructor !== null && Object.hasOwn(constructor, 'prototype')
}
