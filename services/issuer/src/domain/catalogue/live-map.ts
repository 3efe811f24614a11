const followers = new WeakMap<ReadonlyMap<unknown, unknown>, (() => void)[]>()

/** A map that is made of another, and made again whenever that one is filled anew. */
export function followingMap<Key, From, To>(source: ReadonlyMap<Key, From>, make: (source: ReadonlyMap<Key, From>) => ReadonlyMap<Key, To>): ReadonlyMap<Key, To> {
  const made = new Map(make(source))
  followers.set(source, [...(followers.get(source) ?? []), () => fillAnew(made, make(source))])
  return made
}

/** Puts other entries in the place of a map's own, for everybody who holds it and in one go. */
export function fillAnew<Key, Value>(map: Map<Key, Value>, entries: ReadonlyMap<Key, Value>): void {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
  for (const follow of followers.get(map) ?? []) follow()
}
