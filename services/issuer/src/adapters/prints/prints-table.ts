import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { PrintReference } from '../../domain/signed-print.ts'
import type { Prints } from '../../ports/prints.ts'
import { audit } from '../audit-entries.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from '../counterfoil-row.ts'
import { addCopies } from '../remember-batches.ts'
import type { StatusIssuerOf } from '../status-indices.ts'

const standing = 'SELECT 1 FROM counterfoils WHERE id = ? AND authority = ? AND status = ? AND expires_at > ?'

/** A print is a copy of its credential that no wallet holds: it has its status with it, in a place of its own. */
export function printsTable(database: Database, { serviceSecret, statusIssuerOf }: { readonly serviceSecret: string; readonly statusIssuerOf: StatusIssuerOf }): Prints {
  const holderOf = (authority: string, reference: PrintReference): string => `print ${keyedHash(toBase64Url(deriveKey(serviceSecret, `prints of ${authority}`)), reference)}`
  return {
    add: (authority, { counterfoil, reference, actor, now }) =>
      database.write(async (writes) => {
        // Asked in the unit that gives the place: what ends the credential comes before it, or finds the place.
        if ((await writes.first(standing, [counterfoil, authority, statusValue.valid, now])) === null) throw new Refusal('conflict')
        const [added] = await addCopies(writes, [{ authority, counterfoil, holderHash: holderOf(authority, reference) }], statusIssuerOf)
        if (added === undefined) throw new Refusal('temporarily_unavailable')
        await audit(writes, { authority, at: now, actor, event: 'credential.printed', object: counterfoil, reason: null })
        return added.copy
      }),
    find: async (authority, reference) => {
      const columns = counterfoilColumns.split(',').map((column) => `c.${column.trim()}`).join(', ')
      const row = await database.reads.first<CounterfoilRow>(
        `SELECT ${columns} FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil WHERE k.holder_hash = ? AND k.authority = ? AND k.holder_hash >= 'print ' AND k.holder_hash < 'print!'`,
        [holderOf(authority, reference), authority],
      )
      return row === null ? null : counterfoilOf(row)
    },
  }
}
