import type { Invariant } from '../invariant.ts'
import { askAll, lookInto } from '../sight.ts'

const resultLifetime = 600
const over = "((state IN ('offered', 'redeeming') AND expires_at <= ?) OR (state IN ('redeemed', 'issued') AND token_expires_at <= ?))"

export const draftsEndInTime: Invariant = {
  id: 'INV-10',
  statement: 'A draft that is past its time does not exist, and its key is gone.',
  checkedBy: 'no offer past its end, or its token\'s, holds a draft; no ended offer holds a draft or a key; no key is without its draft',
  applies: 'now',
  look: ({ issuer, deployment: { now, grace } }) =>
    lookInto(issuer, 'issuer', async (tables) =>
      askAll(tables, `${await tables.count('SELECT count(*) FROM credential_offers WHERE sealed_claims IS NOT NULL')} drafts`, [
        { words: (id) => `offer ${id} holds a draft past its time`, sql: `SELECT id FROM credential_offers WHERE sealed_claims IS NOT NULL AND ${over}`, values: [now - grace, now - grace] },
        {
          words: (id) => `offer ${id} has ended and holds a draft or its key`,
          sql: "SELECT id FROM credential_offers WHERE state IN ('locked', 'withdrawn', 'expired') AND coalesce(sealed_claims, code_wrapped_key, token_wrapped_key) IS NOT NULL",
        },
        { words: (id) => `offer ${id} holds a key without a draft`, sql: 'SELECT id FROM credential_offers WHERE sealed_claims IS NULL AND coalesce(code_wrapped_key, token_wrapped_key) IS NOT NULL' },
        { words: (offer) => `the deferred issuing of offer ${offer} is over and holds keys`, sql: "SELECT offer FROM deferred_issuances WHERE sealed_holders IS NOT NULL AND (state <> 'waiting' OR expires_at <= ?)", values: [now - grace] },
      ]),
    ),
}

export const resultsEndInTime: Invariant = {
  id: 'INV-17',
  statement: 'Presented values rest sealed to the form for at most 10 minutes, and are delivered once.',
  checkedBy: 'a sealed result is there only while a presentation is answered and not collected, and no longer than 10 minutes; a response key only while it is open',
  applies: 'now',
  look: ({ verifier, deployment: { now, grace } }) =>
    lookInto(verifier, 'verifier', async (tables) =>
      askAll(tables, `${await tables.count('SELECT count(*) FROM presentations WHERE sealed_result IS NOT NULL')} sealed results`, [
        { words: (id) => `presentation ${id} holds a result that was delivered or ended`, sql: "SELECT transaction_id FROM presentations WHERE status <> 'answered' AND coalesce(sealed_result, response_code_hash) IS NOT NULL" },
        { words: (id) => `presentation ${id} holds a result past its time`, sql: 'SELECT transaction_id FROM presentations WHERE sealed_result IS NOT NULL AND coalesce(ended_at, 0) <= ?', values: [now - resultLifetime - grace] },
        { words: (id) => `presentation ${id} is answered and holds no result`, sql: "SELECT transaction_id FROM presentations WHERE status = 'answered' AND sealed_result IS NULL" },
        {
          words: (id) => `presentation ${id} holds a response key past its time`,
          sql: "SELECT transaction_id FROM presentations WHERE response_key IS NOT NULL AND (status NOT IN ('requested', 'fetched') OR expires_at <= ?)",
          values: [now - grace],
        },
      ]),
    ),
}
