import { together, type Invariant } from '../invariant.ts'
import { askAll, lookInto } from '../sight.ts'

const twice = (column: string, table: string, where = `${column} IS NOT NULL`): string => `SELECT ${column === 'nonce' ? 'hex(nonce)' : column} FROM ${table} WHERE ${where} GROUP BY ${column} HAVING count(*) > 1`

export const valuesUsedOnce: Invariant = {
  id: 'INV-16',
  statement: 'Presentation nonce, response code, c_nonce and DPoP jti are used once, over all processes.',
  checkedBy: 'no two rows share a c_nonce, a presentation nonce, a request, a typed code or a response code; races and replays are provoked by tests',
  applies: 'now, as far as it is stored; DPoP with the authorization code flow',
  look: async ({ issuer, verifier }) =>
    together(
      await lookInto(issuer, 'issuer', async (tables) =>
        askAll(tables, `${await tables.count('SELECT count(*) FROM one_time_values')} spent values`, [
          { words: () => 'two credentials were issued with one c_nonce', sql: twice('nonce', 'counterfoils') },
          { words: (kind) => `a value of kind ${kind} was spent twice`, sql: 'SELECT kind FROM one_time_values GROUP BY kind, value HAVING count(*) > 1' },
          { words: () => 'two offers have one code or one token', sql: `${twice('code_lookup', 'credential_offers')} UNION ${twice('token_lookup', 'credential_offers')}` },
        ]),
      ),
      await lookInto(verifier, 'verifier', async (tables) =>
        askAll(tables, `${await tables.count('SELECT count(*) FROM presentations')} presentations`, ['nonce', 'request_id', 'code', 'response_code_hash'].map((column) => ({ words: () => `two presentations have one ${column}`, sql: twice(column, 'presentations') }))),
      ),
    ),
}
