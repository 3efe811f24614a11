import type { CustodySettings } from './custody-settings.ts'
import type { CustodyKey } from './key-keeper.ts'
import { openKeptElsewhere } from './open-keeper.ts'

/** What a hardware module or a KMS holds of ours, retired keys too; none where keys are in envelopes, which are rows of a database. */
export async function keysElsewhere(settings: CustodySettings): Promise<readonly CustodyKey[]> {
  if (settings.kind === 'envelope') return []
  const keeper = await openKeptElsewhere(settings)
  try {
    return await keeper.list()
  } finally {
    await keeper.close()
  }
}
