import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { OutsideDrafts } from '../ports/outside.ts'
import { insertDrafts } from './exchange-steps.ts'
import { isEndedSince } from './sign-in-ends.ts'

/** Drafts that are found by tokens of others alone: no step of an authorization is theirs. */
export const outsideDrafts = (database: Database): OutsideDrafts => ({
  keep: (authority, drafts, signedIn, now) =>
    database.write(async (writes) => {
      // The record took its time, and a device may have been reported lost meanwhile.
      if (await isEndedSince(writes, authority, signedIn)) throw new Refusal('token_invalid', { detail: 'ended since' })
      // Of two requests with one token, one drafts; what was ended for it stays ended.
      if ((await writes.first('SELECT id FROM credential_offers WHERE token_lookup = ?', [drafts[0].tokenLookup])) === null) await insertDrafts(writes, authority, drafts, now)
    }),
  isEnded: (authority, signedIn) => isEndedSince(database.reads, authority, signedIn),
})
