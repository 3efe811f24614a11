import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { OutsideDrafts } from '../ports/outside.ts'
import { insertDrafts } from './exchange-steps.ts'
import { isEndedSince } from './sign-in-ends.ts'

/** Drafts that are found by tokens of others alone: no step of an authorization is theirs. */
export const outsideDrafts = (database: Database): OutsideDrafts => ({
  keep: (authority, drafts, now) =>
    database.write(async (writes) => {
      // Of two requests with one token, one drafts; what was ended for it stays ended.
      if ((await writes.first('SELECT id FROM credential_offers WHERE token_lookup = ?', [drafts[0].tokenLookup])) === null) await insertDrafts(writes, authority, drafts, now)
    }),
  isEnded: (authority, person, since) => isEndedSince(database.reads, authority, { person, since }),
})
