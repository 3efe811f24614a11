import type { Activity } from '../domain/activity.ts'
import type { World } from '../ports.ts'

/** Writes down that the citizen took a request to erase with them; whether they sent it, only they know. */
export const noteErasureAsked =
  ({ vault, now }: Pick<World, 'vault' | 'now'>) =>
  (entry: Activity): Promise<void> =>
    vault.note({ ...entry, erasureAskedAt: now() })
