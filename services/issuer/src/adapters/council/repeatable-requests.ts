import { deriveText, keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Json } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { keyLifetime, type RepeatableRequest } from '../../domain/repeatable-request.ts'
import type { OfferAnswer, RepeatableRequests, StatusesChanged } from '../../ports/council-api.ts'
import { draftSeals } from '../draft-seals.ts'
import { makeOffer } from '../offers-table.ts'
import { changeOf } from './change-by-target.ts'
import { derivedRandom } from './derived-random.ts'

interface AnswerRow {
  readonly fingerprint: string
  readonly answer: string
}

/**
 * Requests by their keys, as keyed hashes: the table tells neither the key, which may hold a reference, nor what was asked. Of an
 * offer it keeps no secret, sealed or not; with the request, which the caller sends again, and the salt it follows anew.
 * @see docs/decisions/0029-systems-of-a-council.md
 */
export function repeatableRequests(database: Database, random: Random, serviceSecret: string): RepeatableRequests {
  /** What everything of a request follows from: of one authority, one client and one key. */
  const secretOf = ({ authority, client, key }: RepeatableRequest): string => keyedHash(toBase64Url(deriveKey(serviceSecret, `repeatable requests of ${authority}`)), `${client}\n${key}`)
  const lookupOf = (request: RepeatableRequest): string => deriveText(secretOf(request), 'look-up')
  const fingerprintOf = (request: RepeatableRequest): string => keyedHash(deriveText(secretOf(request), 'fingerprint'), request.content)

  async function before<Answer>(reads: Reads, request: RepeatableRequest, now: EpochSeconds): Promise<Answer | null> {
    const row = await reads.first<AnswerRow>('SELECT fingerprint, answer FROM repeatable_requests WHERE lookup = ? AND expires_at > ?', [lookupOf(request), now])
    if (row === null) return null
    if (row.fingerprint !== fingerprintOf(request)) throw new Refusal('idempotency_key_reused')
    return JSON.parse(row.answer) as Answer
  }

  const keep = async (writes: Writes, request: RepeatableRequest, answer: Json, now: EpochSeconds): Promise<void> => {
    await writes.run(
      'INSERT INTO repeatable_requests (lookup, fingerprint, answer, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (lookup) DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer, expires_at = excluded.expires_at',
      [lookupOf(request), fingerprintOf(request), JSON.stringify(answer), plus(now, keyLifetime)],
    )
  }

  /** Does it once; one that came with the same key at the same time gets what the first one got. */
  const once = <Answer>(request: RepeatableRequest, now: EpochSeconds, work: (writes: Writes) => Promise<Answer | null>): Promise<Answer | null> =>
    database.write(async (writes) => {
      const earlier = await before<Answer>(writes, request, now)
      if (earlier !== null) return earlier
      const answer = await work(writes)
      if (answer !== null) await keep(writes, request, answer as unknown as Json, now)
      return answer
    })

  return {
    offerBefore: (request, now) => before<OfferAnswer>(database.reads, request, now),
    statusesBefore: (request, now) => before<StatusesChanged>(database.reads, request, now),
    makeOffer: async (request, offer, drawn) => {
      const answer = await once<OfferAnswer>(request, offer.madeAt, async (writes) => {
        if (!(await makeOffer(writes, offer))) throw new Error('An id that was just drawn is taken.')
        return { offer: offer.id, expiresAt: offer.expiresAt, ...drawn }
      })
      if (answer === null) throw new Error('An offer was made and has no answer.')
      return answer
    },
    changeStatuses: (request, asked) => once(request, asked.now, (writes) => changeOf(writes, asked)),
    sealsOf: (request, salt) => draftSeals(derivedRandom(keyedHash(secretOf(request), `offer ${salt}`))),
    newSalt: () => random.secret(32),
    sweep: async (now) => {
      await database.write((writes) => writes.run('DELETE FROM repeatable_requests WHERE expires_at <= ?', [now]))
    },
  }
}
