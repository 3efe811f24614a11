import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PersonHandle } from '../domain/credential-offer.ts'
import { signInsStandFor } from '../domain/outside-access.ts'
import type { SignedIn } from '../ports/authorization.ts'

/** The last end there was, of whomever's sign-ins: what begins now is later than it. */
export async function lastEnd(reads: Reads): Promise<number> {
  return (await reads.first<{ readonly last: number | null }>('SELECT max(number) AS last FROM sign_in_ends'))?.last ?? 0
}

/** Whether what somebody began by signing in was ended since. */
export const isEnded = async (reads: Reads, authority: string, { person, since }: SignedIn): Promise<boolean> =>
  (await reads.first('SELECT 1 AS found FROM sign_in_ends WHERE authority = ? AND person = ? AND number > ? LIMIT 1', [authority, person, since])) !== null

/** The same by the time at which they signed in, where a server outside tells no number. */
export const isEndedSince = async (reads: Reads, authority: string, { person, since }: { readonly person: PersonHandle; readonly since: EpochSeconds }): Promise<boolean> =>
  (await reads.first('SELECT 1 AS found FROM sign_in_ends WHERE authority = ? AND person = ? AND at >= ? LIMIT 1', [authority, person, since])) !== null

/** Ends what somebody began and nothing came of yet: who that is stands in sealed content alone, so that nobody finds it to end it. */
export const endBegun = (writes: Writes, { authority, person, now }: { readonly authority: string; readonly person: PersonHandle; readonly now: EpochSeconds }): Promise<number> =>
  writes.run('INSERT INTO sign_in_ends (authority, person, at) VALUES (?, ?, ?)', [authority, person, now])

/** The same for whoever has these credentials. */
export const endBegunOf = (writes: Writes, credentials: readonly string[], now: EpochSeconds): Promise<number> =>
  writes.run('INSERT INTO sign_in_ends (authority, person, at) SELECT DISTINCT authority, person, ? FROM counterfoils WHERE id IN (SELECT value FROM json_each(?))', [now, JSON.stringify(credentials)])

/** What is begun here lives for an hour; a server outside may give tokens for a sign-in of long ago, which are taken for as long. */
export const sweepEnds = (writes: Writes, now: EpochSeconds): Promise<number> => writes.run('DELETE FROM sign_in_ends WHERE at < ?', [now - signInsStandFor])
