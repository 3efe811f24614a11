import type { Acknowledged } from '../deployment.ts'
import { judge, notSeen, together, type Invariant } from '../invariant.ts'
import { placesTaken } from '../reading/places-taken.ts'
import type { Tables } from '../reading/tables.ts'
import { allStores, lookInto, tablesOf } from '../sight.ts'

/** Damage that SQLite itself finds in a file, and rows that refer to none. */
async function damage(tables: Tables): Promise<string[]> {
  const checked = await tables.names('PRAGMA quick_check(3)')
  const orphans = await tables.rows<{ table: string; parent: string }>('PRAGMA foreign_key_check')
  return [...checked.filter((line) => line !== 'ok').map(() => `${tables.file} is damaged`), ...orphans.slice(0, 3).map(({ table, parent }) => `${tables.file}: a row of ${table} refers to none of ${parent}`)]
}

const counterfoil = `SELECT count(*) FROM (${placesTaken}) WHERE status_issuer = ? AND status_list = ? AND status_index = ?`

async function isThere(one: Acknowledged, issuer: Tables | null, verifier: Tables | null): Promise<boolean> {
  switch (one.what) {
    case 'offered':
      return issuer === null || (await issuer.count('SELECT count(*) FROM credential_offers WHERE id = ?', one.offer)) === 1
    case 'issued':
      return issuer === null || (await issuer.count(counterfoil, one.authority, one.list, one.index)) === 1
    case 'revoked':
      return issuer === null || (await issuer.count(`${counterfoil} AND status = 1`, one.authority, one.list, one.index)) === 1
    case 'suspended':
      return issuer === null || (await issuer.count(`${counterfoil} AND status IN (1, 2)`, one.authority, one.list, one.index)) === 1
    case 'begun':
      return verifier === null || (await verifier.count('SELECT count(*) FROM presentations WHERE transaction_id = ?', one.transaction)) === 1
    case 'answered':
      return verifier === null || (await verifier.count('SELECT count(*) FROM check_records WHERE transaction_id = ?', one.transaction)) === 1
  }
}

const nameOf = (one: Acknowledged): string => ('offer' in one ? `offer ${one.offer}` : 'transaction' in one ? `presentation ${one.transaction}` : `${one.authority}/${one.list}/${one.index}`)

export const acknowledgedIsDurable: Invariant = {
  id: 'INV-20',
  statement: 'What was acknowledged is durable: it survives a kill of the service in the next millisecond.',
  checkedBy: 'SQLite\'s own check of each file; every answer of an outside journal against the rows, which the kill tests keep',
  applies: 'now',
  look: async (sight) => {
    const { issuer, verifier, deployment: { acknowledged } } = sight
    const whole = await Promise.all(allStores(sight).map((store) => lookInto(store, 'store', async (tables) => judge(await damage(tables), 'whole files'))))
    if (acknowledged === null) return together(...whole, notSeen('no journal of acknowledged answers was given (the files are whole)'))
    const lost = await lookInto(issuer ?? verifier, 'store', async () => {
      const findings: string[] = []
      for (const one of acknowledged) if (!(await isThere(one, tablesOf(issuer), tablesOf(verifier)))) findings.push(`${nameOf(one)} was acknowledged as ${one.what} and is not`)
      return judge(findings, `${acknowledged.length} acknowledged answers`)
    })
    return together(...whole, lost)
  },
}
