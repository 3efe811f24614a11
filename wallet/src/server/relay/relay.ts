import { OutsideUnavailable, type FetchOutside, type OutsideAnswer, type OutsideConnections, type OutsideRequest } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseStrictJson } from '@counterfoil/shared/kernel/strict-json'
import { documentTypes, isCompactJws, type RelayedMessage } from '../../domain/relaying.ts'

/** What comes back to the wallet of an answer. */
export interface Relayed {
  readonly status: number
  readonly mediaType: string
  readonly body: string
}

/** Of the relay alone, and none kept: callers choose the hosts, and a host that keeps a connection open would take it from everybody else. */
export const relayConnections: OutsideConnections = { keepAlive: false, maxTotalSockets: 256 }

/** A verifier checks an answer before it says something; a document lies there. */
const within = { document: { timeoutMs: 3000, mostBytes: 2 * 1024 * 1024 }, presentation: { timeoutMs: 10_000, mostBytes: 64 * 1024 } } as const

/**
 * Passes one message on and its answer back. What leaves is encrypted for its receiver, or asks for a signed document; what comes back is
 * signed, or where to go on, else it stays behind. Nothing of the caller goes along. Refuses `invalid_request` for an address whose text shows that it isn't
 * called, and `temporarily_unavailable` for everything that its look-up decides or that can go wrong there: nobody learns by it what lies where, or which names exist.
 */
export async function relay(fetchOutside: FetchOutside, message: RelayedMessage): Promise<Relayed> {
  const answer = await send(fetchOutside, message)
  const mediaType = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const body = bodyOf(message, { ...answer, mediaType })
  if (body === null) throw new Refusal('temporarily_unavailable', { detail: 'an answer that is not passed on' })
  return { status: answer.status, mediaType, body }
}

async function send(fetchOutside: FetchOutside, message: RelayedMessage): Promise<OutsideAnswer> {
  try {
    return await fetchOutside(message.url, { ...requestOf(message), ...within[message.kind] })
  } catch (cause) {
    if (!(cause instanceof OutsideUnavailable)) throw cause
    throw new Refusal(cause.fault === 'address_refused' ? 'invalid_request' : 'temporarily_unavailable', { detail: cause.fault, cause })
  }
}

function requestOf(message: RelayedMessage): OutsideRequest {
  if (message.kind === 'document') return { headers: { accept: documentTypes[message.document] } }
  return { headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }, postOnce: new URLSearchParams({ response: message.response }).toString() }
}

/** What of a body may go back; null when nothing of it may. */
function bodyOf(message: RelayedMessage, { status, mediaType, body }: Pick<OutsideAnswer, 'status' | 'body'> & { readonly mediaType: string }): string | null {
  const text = body.toString('utf8').trim()
  if (message.kind === 'presentation') return membersIn(text, ['redirect_uri', 'counterfoil_number', 'refusal'])
  if (status < 200 || status > 299) return ''
  return mediaType === documentTypes[message.document] && isCompactJws(text) ? text : null
}

function objectIn(text: string): JsonObject | null {
  const parsed = parseStrictJson(text)
  return 'fault' in parsed || !isJsonObject(parsed.value) ? null : parsed.value
}

function membersIn(text: string, names: readonly string[]): string {
  const given = objectIn(text) ?? {}
  return JSON.stringify(Object.fromEntries(names.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name]]] : []))))
}
