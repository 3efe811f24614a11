import { searchApart } from '../canary/search-apart.ts'
import { judge, notSeen, together, type Invariant } from '../invariant.ts'
import type { Tables } from '../reading/tables.ts'
import { lookInto } from '../sight.ts'

/** Tables for identities and keys. Every other one is Veramo's for credentials, presentations and messages. */
const identityTables = ['identifier', 'key', 'private-key', 'service', 'custody_keys', 'migrations']

async function filledTables(tables: Tables): Promise<string[]> {
  const names = await tables.names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
  const filled: string[] = []
  for (const name of names.filter((one) => !identityTables.includes(one))) if ((await tables.count(`SELECT count(*) FROM "${name}"`)) > 0) filled.push(name)
  return filled.map((name) => `${tables.file}: the table ${name} is not empty`)
}

/** The council's own system of record, which the demonstration keeps beside the rest. */
const spared = ['records', '.csv']

export const claimsAreNowhere: Invariant = {
  id: 'INV-09',
  statement: 'No claim value is in any database, write-ahead log, backup, log, queue, cache or block once its credential is issued.',
  checkedBy: 'Veramo\'s tables for credentials, claims, presentations and messages are empty; marker values that were put in as claims are searched for in every file, in plain, base64 at every alignment, hexadecimal, URL, JSON, HTML, UTF-16 and as digests',
  applies: 'now',
  look: async ({ keyStores, deployment: { markers, searched } }) => {
    const stores = await Promise.all(keyStores.map((store) => lookInto(store, 'key store', async (tables) => judge(await filledTables(tables), 'key stores'))))
    if (markers.length === 0) return together(...stores, notSeen('no marker values were given to search for'))
    return together(...stores, judge(await searchApart({ places: searched, markers, spared }), `${markers.length} markers`))
  },
}
