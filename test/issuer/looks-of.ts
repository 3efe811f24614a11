import type { Scene } from './issuer-scene.ts'

/** What a member of staff looked at, but for the names that a list of people shows, as the log has it, or will once it is chained: each once. Who they are, is said as `openDesk` takes it. */
export const looksOf = (scene: Pick<Scene, 'rows'>, who: string): Promise<readonly { readonly event: string; readonly object: string }[]> =>
  scene.rows("SELECT event, object FROM looks WHERE actor = ?1 AND event <> 'people.shown' UNION SELECT event, object FROM audit_entries WHERE actor = ?1 AND event IN ('case.looked_at', 'people.searched', 'people.listed') ORDER BY event, object", `staff:staff-of-${who}`)
