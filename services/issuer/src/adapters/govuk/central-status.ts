import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import type { OfferId } from '../../domain/credential-offer.ts'
import type { StatusReference } from '../../domain/status-claims.ts'
import type { ProofCrypto } from '../../ports.ts'
import type { StatusService } from '../../ports/outside.ts'
import { derivedUuid } from './derived-uuid.ts'

/** What the service signs by the keys of an authority. */
export type SignJwt = (authority: Authority, claims: JsonObject) => Promise<string>

interface CentralStatusOptions {
  /** The service: `/issue` and `/revoke` lie below it. */
  readonly url: string
  /** What it knows this issuer by. */
  readonly clientId: string
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly crypto: Pick<ProofCrypto, 'nonceMac'>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly signJwt: SignJwt
  /** Until what wasn't confirmed is told again. */
  readonly retryMs?: number
}

interface Row {
  readonly offer: OfferId
  readonly authority: string
  readonly asked_at: number
  readonly expires_at: number
  readonly uri: string | null
  readonly idx: number | null
}

const day = 86_400
/** The service takes none that is further away. */
const longestStatus = 365 * day
const patienceMs = 5000
const columns = 'offer, authority, asked_at, expires_at, uri, idx'
// A revocation is told from what staff committed, and from nothing else: there is no list of things to do that could lack one.
const untold = `SELECT ${columns} FROM central_statuses WHERE confirmed_at IS NULL AND uri IS NOT NULL AND expires_at > ? AND offer IN (SELECT offer FROM counterfoils WHERE status = ${statusValue.revoked}) AND offer > ? ORDER BY offer LIMIT 100`

/**
 * The status list service that all issuers of the GOV.UK Wallet share. Every request is a signed JWT; its `jti` follows from the offer, so that asking
 * again gets the same place and revokes once. A revocation is told again until it is confirmed. @see https://docs.wallet.service.gov.uk/issue-credentials/status-list
 */
export function centralStatus(options: CentralStatusOptions): StatusService {
  const { database, clock, logger, crypto, authorities, clientId } = options
  const jtiOf = (what: 'issue' | 'revoke', offer: OfferId): string => derivedUuid(crypto, `central status ${what}`, offer)
  const rowOf = (offer: OfferId): Promise<Row | null> => database.reads.first<Row>(`SELECT ${columns} FROM central_statuses WHERE offer = ?`, [offer])

  const tellOne = async ({ offer, authority: id, uri, idx }: Row): Promise<void> => {
    const authority = authorities.get(id)
    if (authority === undefined) return
    const now = clock.now()
    await post(options, 'revoke', await options.signJwt(authority, { iss: clientId, iat: now, jti: jtiOf('revoke', offer), uri, idx }))
    await database.write((writes) => writes.run('UPDATE central_statuses SET confirmed_at = ? WHERE offer = ?', [now, offer]))
  }
  /** Whether the next one may fare better: what the service doesn't take of one offer says nothing of another. */
  const tried = (row: Row): Promise<boolean> =>
    tellOne(row).then(
      () => true,
      (error: unknown) => {
        logger.warn({ err: error, offer: row.offer }, 'a revocation is not confirmed yet by the status list service')
        return !(error instanceof ServiceAway)
      },
    )
  const tellAll = async (): Promise<void> => {
    let last = ''
    for (;;) {
      const rows = await database.reads.all<Row>(untold, [clock.now(), last])
      for (const row of rows) if (!(await tried(row))) return
      last = rows.at(-1)?.offer ?? ''
      if (last === '') return
    }
  }
  let telling: Promise<void> | null = null
  let isAskedAgain = false
  // One at a time; what is asked for meanwhile is one more, however often.
  const wake = (): void => {
    isAskedAgain = telling !== null
    telling ??= tellAll()
      .catch((error: unknown) => logger.error({ err: error }, 'revocations could not be looked up'))
      .finally(() => {
        telling = null
        if (isAskedAgain) wake()
      })
  }
  const settled = async (): Promise<void> => {
    if (telling === null) return
    await telling
    await settled()
  }
  const timer = setInterval(wake, options.retryMs ?? 5000)
  timer.unref()
  wake()

  return {
    placeFor: async (authority, offer, validityDays): Promise<StatusReference> => {
      const now = clock.now()
      await database.write((writes) =>
        writes.run('INSERT INTO central_statuses (offer, authority, asked_at, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', [offer, authority.id, now, now + Math.min((validityDays + 1) * day, longestStatus)]),
      )
      const row = await rowOf(offer)
      if (row === null) throw new Error('A place was asked for and not noted.')
      if (row.uri !== null && row.idx !== null) return { uri: row.uri, idx: row.idx }
      // The same claims as before, for the service refuses one name with other contents.
      const { uri, idx } = placeIn(await post(options, 'issue', await options.signJwt(authority, { iss: clientId, iat: row.asked_at, jti: jtiOf('issue', offer), statusExpiry: row.expires_at })))
      await database.write((writes) => writes.run('UPDATE central_statuses SET uri = ?, idx = ? WHERE offer = ?', [uri, idx, offer]))
      return { uri, idx }
    },
    wake,
    stop: async () => {
      clearInterval(timer)
      await settled()
    },
  }
}

/** It can be had by nobody now. */
class ServiceAway extends Refusal {}

async function post({ url }: CentralStatusOptions, endpoint: 'issue' | 'revoke', jwt: string): Promise<JsonObject> {
  let answer: Response
  try {
    answer = await fetch(`${url}/${endpoint}`, { method: 'POST', headers: { 'content-type': 'application/jwt', accept: 'application/json' }, body: jwt, redirect: 'manual', credentials: 'omit', signal: AbortSignal.timeout(patienceMs) })
  } catch (cause) {
    throw new ServiceAway('temporarily_unavailable', { detail: 'status list service: nobody answers, or not in time', cause })
  }
  if (answer.status !== 200 && answer.status !== 202) throw new (answer.status >= 500 || answer.status === 429 ? ServiceAway : Refusal)('temporarily_unavailable', { detail: `status list service: ${endpoint} answers ${answer.status}` })
  const parsed = parseUniqueJson(await readTextAtMost(answer, 64 * 1024))
  if (!('value' in parsed) || !isJsonObject(parsed.value)) throw new Refusal('temporarily_unavailable', { detail: `status list service: the answer to ${endpoint} is no object` })
  return parsed.value
}

function placeIn({ uri, idx }: JsonObject): StatusReference {
  if (typeof uri !== 'string' || !URL.canParse(uri) || typeof idx !== 'number' || !Number.isInteger(idx) || idx < 0) throw new Refusal('temporarily_unavailable', { detail: 'status list service: no place in its answer' })
  return { uri, idx }
}

/** The authority's own lists, where no service is named. */
export const ownStatus: StatusService = { placeFor: async () => null, wake: () => {}, stop: async () => {} }
