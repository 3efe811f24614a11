import type { FastifyInstance } from 'fastify'
import { networkOf } from '@counterfoil/service-kit/http/caller-network'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { isCompactJwe, relayPath, type RelayedMessage } from '../../domain/relaying.ts'
import { mustHaveOnly } from '../must-have-only.ts'
import { atOnce } from './at-once.ts'
import { relay } from './relay.ts'

/** An answer with several credentials and their portraits. */
const largestMessage = 512 * 1024
const longestAddress = 2048
/** A wallet needs two: a document and an answer. Several people may have one address. */
const mostAtOnce = 4

const invalid = (detail: string): Refusal => new Refusal('invalid_request', { detail })
const isShort = (value: unknown, longest: number): value is string => typeof value === 'string' && value !== '' && value.length <= longest

/** The one address at which a wallet asks to have something passed on. It is in the body: an address in an address would stand in logs of others. */
export const relayRoutes =
  (fetchOutside: FetchOutside) =>
  (scope: FastifyInstance): void => {
    const inTurn = atOnce(mostAtOnce)
    scope.post(relayPath, { bodyLimit: largestMessage }, (request) => {
      const message = messageIn(request.body)
      // Until it is over there, whether or not the caller still waits here.
      return inTurn(networkOf(request.ip), () => relay(fetchOutside, message))
    })
  }

/** Refuses `invalid_request` for what isn't encrypted, and for every kind that isn't known. */
function messageIn(body: unknown): RelayedMessage {
  if (!isJsonObject(body)) throw invalid('no object')
  const { kind, url } = body
  if (!isShort(url, longestAddress)) throw invalid('url')
  if (kind === 'document') return documentIn(body, url)
  if (kind !== 'presentation') throw invalid('kind')
  const { response } = mustHaveOnly(body, ['kind', 'url', 'response'])
  if (!isCompactJwe(response)) throw invalid('not encrypted')
  return { kind, url, response }
}

function documentIn(body: JsonObject, url: string): RelayedMessage {
  const { document } = mustHaveOnly(body, ['kind', 'url', 'document'])
  if (document !== 'request_object' && document !== 'status_list') throw invalid('document')
  return { kind: 'document', url, document }
}
