import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { withoutPath, withPath } from '@counterfoil/shared/kernel/json-paths'
import type { Profile } from './profile.ts'

/** What an issuer says of itself, as a profile wants it said. */
export function metadataOf({ metadata: { adds, leavesOut, sets } }: Profile, metadata: JsonObject): JsonObject {
  const left = leavesOut.reduce(withoutPath, metadata)
  return { ...adds, ...Object.entries(sets).reduce((said, [path, value]) => withPath(said, path, value), left) }
}
