/** One request that left the wallet. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly accept: string | null
  readonly authorization: string | null
  readonly dpop: string | null
  readonly body: string
  readonly headers: Headers
}

export type Answer = (request: SentRequest) => Response | Promise<Response>

/** The internet as the wallet sees it: addresses that answer, and a note of everything that was sent to any. */
export class StubInternet {
  readonly sent: SentRequest[] = []
  readonly #answers = new Map<string, Answer>()

  /** Lets an address answer; a later answer takes the place of an earlier one. */
  on(url: string, answer: Answer): void {
    this.#answers.set(url, answer)
  }

  /** Requests to addresses that begin so, the ledger's left out. */
  sentTo(start: string): readonly SentRequest[] {
    return this.sent.filter(({ url }) => url.startsWith(start))
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers)
    const body = init.body instanceof URLSearchParams ? init.body.toString() : typeof init.body === 'string' ? init.body : ''
    const url = input instanceof Request ? input.url : String(input)
    const request = { method: init.method ?? 'GET', url, accept: headers.get('accept'), authorization: headers.get('authorization'), dpop: headers.get('dpop'), body, headers }
    this.sent.push(request)
    const answer = this.#answers.get(url)
    if (answer === undefined) throw new TypeError('fetch failed')
    init.signal?.throwIfAborted()
    return answer(request)
  }
}

export const json = (value: unknown, status = 200): Response => Response.json(value, { status })
export const typed = (body: string, mediaType: string): Response => new Response(body, { headers: { 'content-type': mediaType } })
