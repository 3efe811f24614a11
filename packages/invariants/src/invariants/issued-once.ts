import { judge, together, type Invariant } from '../invariant.ts'
import { readCredentials } from '../memory.ts'
import { askAll, lookInto } from '../sight.ts'

export const redeemedOnce: Invariant = {
  id: 'INV-01',
  statement: 'An offer is redeemed at most once.',
  checkedBy: 'no offer has two counterfoils; an offer with one is used up',
  applies: 'now',
  look: ({ issuer }) =>
    lookInto(issuer, 'issuer', async (tables) =>
      askAll(tables, `${await tables.count('SELECT count(*) FROM credential_offers')} offers`, [
        { words: (offer) => `offer ${offer} has more than one counterfoil`, sql: 'SELECT offer FROM counterfoils GROUP BY offer HAVING count(*) > 1' },
        {
          words: (offer) => `offer ${offer} has a counterfoil and is not used up`,
          sql: "SELECT c.offer FROM counterfoils c LEFT JOIN credential_offers o ON o.id = c.offer WHERE o.state IS NOT 'issued'",
        },
      ]),
    ),
}

export const repeatIsTheSame: Invariant = {
  id: 'INV-03',
  statement: 'A retried request gets the same credential: same id, same status index.',
  checkedBy: 'each credential was issued by one audit entry; over a run, none changes its place, offer, configuration or holder',
  applies: 'now, as far as it is stored',
  look: ({ issuer, memory }) =>
    lookInto(issuer, 'issuer', async (tables) => {
      const stored = await askAll(tables, `${await tables.count('SELECT count(*) FROM counterfoils')} counterfoils`, [
        {
          words: (id) => `credential ${id} was issued more than once`,
          sql: "SELECT object FROM audit_entries WHERE event = 'credential.issued' GROUP BY object HAVING count(*) > 1",
        },
      ])
      if (memory === null) return stored
      const changed = (await readCredentials(tables)).filter(({ id, place, issuedFor }) => {
        const before = memory.credentials.get(id)
        return before !== undefined && (before.place !== place || before.issuedFor !== issuedFor)
      })
      return together(stored, judge(changed.map(({ id }) => `credential ${id} is not what it was`), `${memory.credentials.size} seen before`))
    }),
}
