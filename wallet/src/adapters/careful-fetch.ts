import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { readBytesAtMost, readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import { isCallable } from '../domain/callable-address.ts'
import { Fault } from '../domain/fault.ts'
import type { Http } from '../ports.ts'

const timeLimit = 15_000
const sizeLimit = 2 * 1024 * 1024

/** Empty for what is none. */
export function asObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

// A browser shows a redirect that isn't followed as an opaque one, Node as it came.
const isRedirect = ({ type, status }: Response): boolean => type === 'opaqueredirect' || (status >= 300 && status < 400)

/** Calls out for a wallet whose own network has these addresses. */
export function carefulFetch(ownNetwork: readonly string[], fetch: typeof globalThis.fetch): Http {
  const calling = async <Answer>(url: string, options: RequestInit, read: (response: Response) => Promise<Answer>): Promise<Answer> => {
    if (!isCallable(url, ownNetwork)) throw new Fault('address_refused')
    try {
      const signal = AbortSignal.timeout(timeLimit)
      const response = await fetch(url, { ...options, redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal })
      // A wallet follows no redirect: what the ledger vouches for is this address. @see OpenID4VP 1.0, errata
      if (isRedirect(response)) throw new Fault('sent_elsewhere')
      // Told apart from a call that never got an answer: this one was answered.
      return await read(response).catch((cause: unknown) => {
        throw new Error('The answer was cut off.', { cause })
      })
    } catch (cause) {
      throw cause instanceof Fault ? cause : new Fault('not_reachable', { cause })
    }
  }
  const call = (url: string, options: RequestInit) =>
    calling(url, options, async (response) => {
      const text = await readTextAtMost(response, sizeLimit)
      return { status: response.status, mediaType: response.headers.get('content-type') ?? '', dpop: { nonce: response.headers.get('dpop-nonce'), challenge: response.headers.get('www-authenticate') }, text, json: asObject(text) }
    })
  return {
    get: (url, accept) => call(url, { headers: { accept } }),
    getBytes: (url, accept) => calling(url, { headers: { accept } }, async (response) => ({ status: response.status, bytes: await readBytesAtMost(response, sizeLimit) })),
    postForm: (url, fields) => call(url, { method: 'POST', body: new URLSearchParams(fields) }),
    send: (url, request) => call(url, { ...request }),
  }
}
