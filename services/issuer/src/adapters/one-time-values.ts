import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { OneTimeValues } from '../ports/authorization.ts'

/** Values that are taken once in the world, whichever replica is asked. */
export const oneTimeValues = (database: Database): OneTimeValues => ({
  take: async (kind, value, expiresAt) =>
    (await database.write((writes) => writes.run('INSERT INTO one_time_values (kind, value, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [kind, Buffer.from(value), expiresAt]))) === 1,
})
