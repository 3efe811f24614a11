import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { documentTypes, isCompactJwe, isCompactJws, relayPath, type RelayedDocument, type RelayedMessage } from '../domain/relaying.ts'
import { Fault } from '../domain/fault.ts'
import type { Http, HttpAnswer } from '../ports.ts'
import { asObject } from './careful-fetch.ts'

/**
 * Calls directly, and has the wallet's own server pass on what can't be called so: other people's servers that allow no other origin. Only what is encrypted
 * for its receiver goes there, only what is signed comes from there, and only after a direct call failed as such a refusal looks like. @see Fetch Standard, CORS check
 */
export function relayedHttp(direct: Http, origin: string): Http {
  /** Origins that were seen to let a browser read their answers, or not to. */
  const readable = new Map<string, boolean>()
  const note = (url: string, isReadable: boolean): void => void readable.set(new URL(url).origin, isReadable)

  const pass = async (message: RelayedMessage, failed: Fault): Promise<HttpAnswer> => {
    // What can't be passed on is as it was without a relay.
    const { status, json } = await direct.send(`${origin}${relayPath}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) }).catch(() => ({ status: 0, json: {} }))
    const answer = status === 200 ? answerIn(json) : null
    // A request that nobody signed may be the relay's own, and name its key.
    if (answer === null || (message.kind === 'document' && answer.status === 200 && !isCompactJws(answer.text.trim()))) throw failed
    return answer
  }

  /** One after another: a relay does few things at once for one address, and an answer must not wait behind lists. */
  let lastDocument: Promise<unknown> = Promise.resolve()
  const passInTurn = (message: RelayedMessage, failed: Fault): Promise<HttpAnswer> => {
    const passed = lastDocument.then(() => pass(message, failed))
    lastDocument = passed.catch(() => null)
    return passed
  }

  /** Directly, and by the relay when that fails as a refusal does. Only for what no server bears amiss to be asked twice. */
  const orPassed = async (url: string, call: () => Promise<HttpAnswer>, message: RelayedMessage | null): Promise<HttpAnswer> => {
    try {
      const answer = await call()
      note(url, true)
      return answer
    } catch (failed) {
      if (message === null || !looksRefused(failed)) throw failed
      const answer = await passInTurn(message, failed)
      note(url, false)
      return answer
    }
  }

  /** A form comes to its server even where the answer can't be read, and must not come twice: so whether it can is found out before. */
  const isReadable = async (url: string): Promise<boolean> => {
    const known = readable.get(URL.parse(url)?.origin ?? '')
    if (known !== undefined) return known
    return direct.get(url, 'application/json').then(() => true, (error: unknown) => !looksRefused(error))
  }

  return {
    getBytes: (...call) => direct.getBytes(...call),
    get: (url, accept) => orPassed(url, () => direct.get(url, accept), documentOf(url, accept)),
    postForm: async (url, fields) => {
      const { response, ...others } = fields
      if (!isCompactJwe(response) || Object.keys(others).length > 0 || (await isReadable(url))) return direct.postForm(url, fields)
      return pass({ kind: 'presentation', url, response }, new Fault('not_reachable'))
    },
    send: (url, request) => orPassed(url, () => direct.send(url, request), null),
  }
}

/** A browser tells nobody why it doesn't hand an answer over: a refusal of the server's looks like a server that isn't there. */
const looksRefused = (error: unknown): error is Fault => error instanceof Fault && error.code === 'not_reachable' && error.cause instanceof TypeError

function documentOf(url: string, accept: string): RelayedMessage | null {
  const document = (Object.keys(documentTypes) as RelayedDocument[]).find((one) => documentTypes[one] === accept)
  return document === undefined ? null : { kind: 'document', url, document }
}

function answerIn({ status, mediaType, body }: JsonObject): HttpAnswer | null {
  if (typeof status !== 'number' || typeof mediaType !== 'string' || typeof body !== 'string') return null
  return { status, mediaType, text: body, json: asObject(body), dpop: { nonce: null, challenge: null } }
}
