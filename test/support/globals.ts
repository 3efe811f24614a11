/** INV-19: what everybody shares, by name, with what it is. */
const shared = { 'Object.prototype': Object.prototype, 'Array.prototype': Array.prototype, 'Function.prototype': Function.prototype, 'String.prototype': String.prototype, 'Promise.prototype': Promise.prototype, JSON, Math } as const
const globals = ['fetch', 'Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'structuredClone', 'crypto', 'process'] as const

/** The Sass compiler, which only the tests of the style load, hangs names of its own on functions. */
const isOfSass = (key: PropertyKey): boolean => typeof key === 'string' && key.startsWith('call$')

const membersOf = (owner: object): ReadonlyMap<PropertyKey, unknown> => new Map(Reflect.ownKeys(owner).filter((key) => !isOfSass(key)).map((key) => [key, Object.getOwnPropertyDescriptor(owner, key)?.value]))

/** What everybody shares, as it is now. */
export const lookAtGlobals = () => new Map([...Object.entries(shared).map(([name, owner]) => [name, membersOf(owner)] as const), ['globals', new Map(globals.map((name) => [name, globalThis[name] as unknown]))] as const])

/** What was added, taken away or replaced between two looks. */
export function changedGlobals(before: ReturnType<typeof lookAtGlobals>, after: ReturnType<typeof lookAtGlobals>): string[] {
  return [...before].flatMap(([owner, members]) => {
    const now = after.get(owner) ?? new Map<PropertyKey, unknown>()
    return [...new Set([...members.keys(), ...now.keys()])].filter((key) => members.has(key) !== now.has(key) || members.get(key) !== now.get(key)).map((key) => `${owner}: ${String(key)}`)
  })
}
