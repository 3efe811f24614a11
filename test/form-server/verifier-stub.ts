import { CompactEncrypt, importJWK, type JWK } from 'jose'

interface Recorded {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: unknown
}

interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly text?: string
}

/** The verifier's face for form servers, at the HTTP border: answers are given per path, requests are recorded. */
export function stubVerifier(answers: Record<string, Answer | (() => Answer | Promise<Answer>)>): { fetch: (url: string, options: RequestInit) => Promise<Response>; requests: Recorded[] } {
  const requests: Recorded[] = []
  return {
    requests,
    fetch: async (url, options) => {
      const method = options.method ?? 'GET'
      requests.push({ method, url, headers: new Headers(options.headers), body: typeof options.body === 'string' ? JSON.parse(options.body) : undefined })
      const found = answers[`${method} ${new URL(url).pathname}`]
      const { status = 200, body, text } = (typeof found === 'function' ? await found() : found) ?? { status: 404, body: { code: 'not_found' } }
      return new Response(text ?? JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
    },
  }
}

export const started = {
  transaction_id: 'transaction-1',
  expires_at: '2026-11-24T10:20:00Z',
  client_id: 'decentralized_identifier:did:ethr:0x7a69:0x1',
  request_uri: 'http://localhost:5620/aldermoor/requests/r1',
  wallet_link: 'http://localhost:5630/authorize?client_id=c&request_uri=r',
  openid4vp_link: 'openid4vp://?client_id=c&request_uri=r',
  code: 'AK7P-4MWX',
}

export const source = {
  authority: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' },
  authority_did: 'did:ethr:0x7a69:0x1',
  type: { en: 'Residency credential', cy: 'Tystysgrif preswylio' },
  issued_on: '2026-10-01',
  checked_at: '2026-11-24T10:00:00Z',
  facts_age: { issuer_key: 3, accreditation: 3, status: 1 },
  stale: false,
}

/** Seals a plaintext to the form key of a start request, as the verifier does. */
export async function sealTo(formKey: unknown, plaintext: unknown, header: { alg?: string; enc?: string } = {}): Promise<string> {
  const text = typeof plaintext === 'string' ? plaintext : JSON.stringify(plaintext)
  const key = await importJWK({ ...(formKey as JWK), alg: 'ECDH-ES' })
  return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: header.alg ?? 'ECDH-ES', enc: header.enc ?? 'A256GCM' }).encrypt(key)
}
