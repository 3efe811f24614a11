import { doesNotApply, judge, notSeen, together, type Invariant, type Look } from '../invariant.ts'
import type { ObservedList, WrongEntry } from '../reading/published-lists.ts'
import { entryAt, sizeOf } from '../reading/status-list-token.ts'
import { findAll, lookInto, tablesOf, type Sight } from '../sight.ts'
import { placesTaken } from '../reading/places-taken.ts'

const skew = 60
const meaning: Readonly<Record<number, string>> = { 0: 'valid', 1: 'revoked', 2: 'suspended' }
const name = (status: number): string => meaning[status] ?? String(status)

/** Looks at published lists, when there are any that could be fetched. */
async function lookAtLists({ lists, issuer }: Sight, look: (observed: readonly ObservedList[], wrong: readonly WrongEntry[]) => Look | Promise<Look>): Promise<Look> {
  if (issuer === null) return doesNotApply('there is no issuer here')
  return 'unseen' in lists ? notSeen(lists.unseen) : look(lists.observed, lists.wrong)
}

const isForgotten = ({ stored }: WrongEntry): boolean => stored !== 0
const entries = (observed: readonly ObservedList[]): string => `${observed.length} lists`

export const revokedStaysRevoked: Invariant = {
  id: 'INV-05',
  statement: 'An acknowledged revocation is in the database at once, in the published list within 60 seconds, and leaves neither.',
  checkedBy: 'no status moves after a revocation; every revoked or suspended counterfoil reads so in the list over HTTP; over a run, no entry stops reading revoked',
  applies: 'now',
  look: async (sight) => {
    const stored = await lookInto(sight.issuer, 'issuer', async (tables) =>
      judge(
        await findAll(tables, [
          {
            words: (id) => `credential ${id} was revoked and does not stand so`,
            sql: "SELECT id FROM counterfoils WHERE status <> 1 AND id IN (SELECT object FROM audit_entries WHERE event = 'credential.revoked')",
          },
          {
            words: (id) => `the status of credential ${id} moved after its revocation`,
            sql: `WITH revoked AS MATERIALIZED (SELECT object, min(sequence) AS sequence FROM audit_entries WHERE event = 'credential.revoked' GROUP BY object)
              SELECT DISTINCT object FROM audit_entries a JOIN revoked r USING (object)
              WHERE a.sequence > r.sequence AND a.event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked')`,
          },
        ]),
        `${await tables.count('SELECT count(*) FROM counterfoils WHERE status <> 0')} counterfoils that are not valid`,
      ),
    )
    const published = await lookAtLists(sight, (observed, wrong) =>
      judge([...wrong.filter(isForgotten).map(({ list, index, published: read, stored: stands }) => `${list.uri} says ${name(read)} of entry ${index}, which is ${name(stands)}`), ...taken(sight, observed)], entries(observed)),
    )
    return together(stored, published)
  },
}

/** Entries that read revoked in an earlier look and don't any more. */
const taken = ({ memory }: Sight, observed: readonly ObservedList[]): string[] =>
  observed.flatMap(({ uri, read }) => {
    const before = memory?.lists.get(uri)
    if (before === undefined || Buffer.from(before.bytes).equals(read.bytes)) return []
    const indices = Array.from({ length: sizeOf(before) }, (_, index) => index)
    return indices.filter((index) => entryAt(before, index) === 1 && entryAt(read, index) !== 1).map((index) => `${uri} has taken back the revocation of entry ${index}`)
  })

export const publishedAsStored: Invariant = {
  id: 'INV-07',
  statement: 'A published list is the list rebuilt from the database, signed, of this address and in time; a later one never has an earlier time of issue.',
  checkedBy: 'rebuilding each list from the counterfoils and comparing its bytes; over a run, comparing times of issue. Our lists have no version but that time',
  applies: 'now',
  look: (sight) =>
    lookAtLists(sight, async (observed, wrong) => {
      const others = await withoutReason(sight, wrong, 'somebody')
      return judge([...observed.flatMap((list) => wrongToken(list, sight)), ...others.map(({ list, index, published }) => `${list.uri} says ${name(published)} of entry ${index}, whose credential is valid`)], entries(observed))
    }),
}

function wrongToken({ uri, read, key, before }: ObservedList, { deployment: { now }, memory }: Sight): string[] {
  const findings: string[] = []
  if (read.subject !== uri) findings.push(`${uri} gives the list of another address`)
  if (key === null) findings.push(`${uri} names a key that nothing here publishes`)
  else if (!read.isSignedBy(key)) findings.push(`${uri} is not signed by its authority's status key`)
  if (read.issuedAt > now + skew) findings.push(`${uri} is of the future`)
  if (read.expiresAt === null || read.expiresAt <= now) findings.push(`${uri} has expired`)
  if (sizeOf(read) !== before.size) findings.push(`${uri} has ${sizeOf(read)} entries, and ${before.size} in the database`)
  if (read.issuedAt < (memory?.lists.get(uri)?.issuedAt ?? 0)) findings.push(`${uri} is older than it was`)
  return findings
}

export const othersReadValid: Invariant = {
  id: 'INV-08',
  statement: 'Places that nobody has, and those of credentials that have only expired, read valid; the size of a list tells no count.',
  checkedBy: 'no entry without a counterfoil reads other than valid; all lists are of one size, a power of two',
  applies: 'now',
  look: (sight) =>
    lookAtLists(sight, async (observed, wrong) => {
      const others = await withoutReason(sight, wrong, 'nobody')
      const sizes = new Set(observed.map(({ read }) => sizeOf(read)))
      const told = sizes.size > 1 ? ['lists differ in size'] : [...sizes].filter((size) => !Number.isInteger(Math.log2(size))).map((size) => `lists have ${size} entries, which is no power of two`)
      return judge([...others.map(({ list, index, published }) => `${list.uri} says ${name(published)} of entry ${index}, which nobody has`), ...told], entries(observed))
    }),
}

/** Entries that read other than valid without the database saying so: of somebody's credential, or of a place that nobody has. */
async function withoutReason({ issuer }: Sight, wrong: readonly WrongEntry[], whose: 'somebody' | 'nobody'): Promise<WrongEntry[]> {
  const tables = tablesOf(issuer)
  const found: WrongEntry[] = []
  for (const one of wrong.filter((entry) => !isForgotten(entry))) {
    const { authority, number } = one.list
    const count = await tables?.count(`SELECT count(*) FROM (${placesTaken}) WHERE status_issuer = ? AND status_list = ? AND status_index = ?`, authority, number, one.index)
    if ((count === 0) === (whose === 'nobody')) found.push(one)
  }
  return found
}
