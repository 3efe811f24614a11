import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { endFamily } from './exchange-steps.ts'

/** Ends what the sign-ins can still do that brought these credentials; those of an offer came by none. */
export async function endSignIns(writes: Writes, credentials: readonly string[], now: EpochSeconds): Promise<void> {
  const families = await writes.all<{ readonly family: string }>('SELECT DISTINCT s.family FROM counterfoils c JOIN credential_offers o ON o.id = c.offer JOIN authorization_steps s ON s.offer = coalesce(o.beside, o.id) WHERE c.id IN (SELECT value FROM json_each(?))', [JSON.stringify(credentials)])
  for (const { family } of families) await endFamily(writes, family, now)
}
