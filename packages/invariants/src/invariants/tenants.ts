import { judge, together, type Invariant, type Look } from '../invariant.ts'
import type { KnownNetwork } from '../reading/network-file.ts'
import type { Tables } from '../reading/tables.ts'
import { askAll, lookInto } from '../sight.ts'

const distinct = (tables: readonly string[]): string => tables.map((table) => `SELECT authority FROM ${table}`).join(' UNION ')

async function strangers(tables: Tables, network: KnownNetwork | null, sql: string): Promise<Look> {
  const present = await tables.names(sql)
  const known = new Set(network?.authorities.map(({ id }) => id) ?? present)
  return judge(present.filter((authority) => !known.has(authority)).map((authority) => `${authority} has rows and is not of this network`), `${present.length} authorities`)
}

export const ownTenantOnly: Invariant = {
  id: 'INV-14',
  statement: 'Whatever is done to a row is done by its own authority.',
  checkedBy: 'the authority of each audit entry, counterfoil, list and check record against the one of what it belongs to; typed codes begin with their authority\'s letter; no authority is unknown',
  applies: 'now, as far as it is stored',
  look: async ({ issuer, verifier, deployment: { network } }) =>
    together(
      await lookInto(issuer, 'issuer', async (tables) =>
        together(
          await askAll(tables, 'audit entries and counterfoils', [
            { words: (id) => `credential ${id} is of another authority than its offer`, sql: 'SELECT c.id FROM counterfoils c JOIN credential_offers o ON o.id = c.offer WHERE o.authority <> c.authority' },
            { words: (id) => `a copy of credential ${id} is of another authority than its counterfoil`, sql: 'SELECT c.id FROM counterfoils c JOIN credential_copies k ON k.counterfoil = c.id WHERE k.authority <> c.authority' },
            { words: (id) => `a copy of credential ${id} is in lists of another authority than its counterfoil`, sql: 'SELECT c.id FROM counterfoils c JOIN credential_copies k ON k.counterfoil = c.id WHERE k.status_issuer <> c.status_issuer' },
            {
              words: (sequence) => `audit entry ${sequence} is of another authority than its object`,
              sql: 'SELECT a.sequence FROM audit_entries a JOIN credential_offers o ON o.id = a.object WHERE o.authority <> a.authority UNION SELECT a.sequence FROM audit_entries a JOIN counterfoils c ON c.id = a.object WHERE c.authority <> a.authority',
            },
          ]),
          await strangers(tables, network, distinct(['credential_offers', 'counterfoils', 'status_lists', 'audit_entries'])),
        ),
      ),
      await lookInto(verifier, 'verifier', async (tables) =>
        together(
          await askAll(tables, 'presentations and check records', [
            {
              words: (id) => `presentation ${id} is of another authority or form than its check record`,
              sql: 'SELECT p.transaction_id FROM presentations p JOIN check_records r USING (transaction_id) WHERE p.authority <> r.authority OR p.form <> r.form',
            },
            ...(network?.authorities ?? []).map(({ id, letter }) => ({
              words: (presentation: string) => `presentation ${presentation} has a code that begins as another authority's`,
              sql: 'SELECT transaction_id FROM presentations WHERE authority = ? AND substr(code, 1, 1) <> ?',
              values: [id, letter],
            })),
          ]),
          await strangers(tables, network, distinct(['presentations', 'check_records'])),
        ),
      ),
    ),
}
