import type { Writes } from '@counterfoil/service-kit/persistence/database'
import { roundsOf, type AnswerAll } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { Random } from '@counterfoil/shared/kernel/random'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Counterfoil, CounterfoilId, StatusPlace } from '../domain/counterfoil.ts'
import type { OfferId } from '../domain/credential-offer.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import type { BatchIssue, Issue, Remembered } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { endFrozen } from './frozen-counterfoils.ts'
import { nonceHex, spendNonces, spentOf } from './spent-nonces.ts'
import { placesFor, type StatusIssuerOf } from './status-indices.ts'

/** Of a batch, what a wallet took for further proofs. */
type IssueToRemember = Issue & Partial<Pick<BatchIssue, 'otherNonces'>>

const noncesOf = ({ nonce, otherNonces = [] }: IssueToRemember) => [nonce, ...otherNonces]

/**
 * Writes issues, all that wait at once by few statements. Each is remembered whole or not at all: one whose offer has ended
 * or of which a nonce was spent leaves nothing behind.
 */
export const rememberAll =
  (random: Random, statusIssuerOf: StatusIssuerOf): AnswerAll<IssueToRemember, Remembered> =>
  async (writes, issues) => {
    const remembered = new Map<IssueToRemember, Remembered>()
    // Of issues that came together for one offer, or with one nonce, the later must see what the earlier did.
    for (const round of roundsOf(issues, (issue) => [`offer ${issue.offer}`, ...noncesOf(issue).map((nonce) => `nonce ${nonceHex(nonce)}`)])) {
      const spoilt = await withSpentOthers(writes, round)
      const ended = await endOffers(
        writes,
        round.filter((issue) => !spoilt.has(issue)),
      )
      const issuable = round.filter(({ offer }) => ended.has(offer))
      const refused = round.filter((issue) => !ended.has(issue.offer) && !spoilt.has(issue))
      await spendNonces(writes, issuable.flatMap(noncesOf))
      for (const issue of spoilt) remembered.set(issue, { outcome: 'nonce_spent' })
      const frozen = await endFrozen(writes, issuable)
      const replaced = frozen.size === 0 ? {} : { replaced: [...frozen] }
      for (const [issue, counterfoil] of await addCounterfoils(writes, issuable, { random, statusIssuerOf })) remembered.set(issue, { outcome: 'remembered', counterfoil, ...replaced })
      for (const [issue, outcome] of await reasonsOf(writes, refused)) remembered.set(issue, { outcome })
    }
    return issues.map((issue) => remembered.get(issue) ?? raise())
  }

function raise(): never {
  throw new Error('An issue got no answer.')
}

const ending = `WITH asked AS MATERIALIZED (SELECT value ->> 0 AS offer, unhex(value ->> 1) AS nonce, value ->> 2 AS now FROM json_each(?))
  UPDATE credential_offers SET state = 'issued', ended_at = now, code_wrapped_key = NULL FROM asked
  WHERE id = offer AND state IN ('redeeming', 'redeemed') AND NOT EXISTS (SELECT 1 FROM one_time_values WHERE kind = 'nonce' AND value = nonce) RETURNING id`

/** Those with several nonces of which one beside the first was spent. */
async function withSpentOthers(writes: Writes, issues: readonly IssueToRemember[]): Promise<ReadonlySet<IssueToRemember>> {
  const several = issues.filter(({ otherNonces = [] }) => otherNonces.length > 0)
  if (several.length === 0) return new Set()
  const spent = await spentOf(
    writes,
    several.flatMap(({ otherNonces = [] }) => otherNonces),
  )
  return new Set(several.filter(({ otherNonces = [] }) => otherNonces.some((nonce) => spent.has(nonceHex(nonce)))))
}

/** Ends the offers that can be issued with these nonces. */
async function endOffers(writes: Writes, issues: readonly Issue[]): Promise<ReadonlySet<OfferId>> {
  const rows = await writes.all<{ id: OfferId }>(ending, [JSON.stringify(issues.map(({ offer, nonce, now }) => [offer, nonceHex(nonce), now]))])
  return new Set(rows.map(({ id }) => id))
}

const whyNot = `SELECT asked.value ->> 0 AS offer, EXISTS (SELECT 1 FROM one_time_values AS spent WHERE spent.kind = 'nonce' AND spent.value = unhex(asked.value ->> 1)) AS spent FROM json_each(?) AS asked`

async function reasonsOf(writes: Writes, issues: readonly Issue[]): Promise<[Issue, 'nonce_spent' | 'issued_before'][]> {
  if (issues.length === 0) return []
  const rows = await writes.all<{ offer: OfferId; spent: 0 | 1 }>(whyNot, [JSON.stringify(issues.map(({ offer, nonce }) => [offer, nonceHex(nonce)]))])
  const spent = new Map(rows.map((row) => [row.offer, row.spent === 1]))
  return issues.map((issue) => [issue, spent.get(issue.offer) === true ? 'nonce_spent' : 'issued_before'])
}

async function addCounterfoils(writes: Writes, issues: readonly Issue[], { random, statusIssuerOf }: { readonly random: Random; readonly statusIssuerOf: StatusIssuerOf }): Promise<[Issue, Counterfoil][]> {
  if (issues.length === 0) return []
  const places = await placesFor(writes, issues, statusIssuerOf)
  const made = issues.map((issue, index): [Issue, Counterfoil] => [issue, counterfoilFor(issue, places[index], random)])
  await insert(writes, made)
  await audit(writes, ...made.map(([{ authority, now }, { id }]) => ({ authority, at: now, actor: 'wallet', event: 'credential.issued' as const, object: id, reason: null })))
  return made
}

function counterfoilFor(issue: Issue, place: StatusPlace | undefined, random: Random): Counterfoil {
  if (place === undefined) throw new Error('No status index was taken for a credential.')
  return {
    id: timeOrderedId(issue.now, random) as CounterfoilId,
    configurationId: issue.configurationId,
    person: issue.person,
    ...place,
    status: statusValue.valid,
    issuedAt: issue.issuedAt,
    expiresAt: issue.expiresAt,
  }
}

const columns = ['id', 'authority', 'offer', 'configuration_id', 'person', 'status_issuer', 'status_list', 'status_index', 'status', 'issued_at', 'expires_at', 'changed_at', 'holder_hash']
// The case is the offer's, whichever way that came about.
// Materialised: SQLite would write each row as text again for each of its columns.
const inserting = `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?)) INSERT INTO counterfoils (nonce, case_handle, ${columns.join(', ')})
  SELECT unhex(value ->> ${columns.length}), (SELECT case_handle FROM credential_offers WHERE id = value ->> ${columns.indexOf('offer')}), ${columns.map((_, place) => `value ->> ${place}`).join(', ')} FROM asked`

async function insert(writes: Writes, made: readonly [Issue, Counterfoil][]): Promise<void> {
  const rows = made.map(([issue, { id, statusIssuer, statusList, statusIndex, status }]) => [
    id,
    issue.authority,
    issue.offer,
    issue.configurationId,
    issue.person,
    statusIssuer,
    statusList,
    statusIndex,
    status,
    issue.issuedAt,
    issue.expiresAt,
    issue.now,
    issue.holderHash,
    nonceHex(issue.nonce),
  ])
  await writes.run(inserting, [JSON.stringify(rows)])
}
