import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { CompactEncrypt, importJWK, type JWK } from 'jose'
import { checkStatement, checkStatementType, type StatedCheck } from '@counterfoil/verifier/domain/check-statement'
import { declinedRecord } from '@counterfoil/verifier/domain/check-record'
import { prefillReceipt, saltFields } from '@counterfoil/verifier/domain/prefill-receipt'
import type { RequestId, TransactionId } from '@counterfoil/verifier/domain/presentation'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

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

const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const kid = 'did:ethr:0x7a69:0x1#request'
/** The JWK Set of the verifier. */
export const verifierKeys = { keys: [{ ...(signing.publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string; y: string }), kid }] }

/** A receipt as the verifier signs it, for these fields; any part of the statement can be another. */
export function receiptFor(form: string, fields: Readonly<Record<string, string>>, changes: { readonly stated?: Partial<StatedCheck>; readonly header?: object; readonly key?: typeof signing.privateKey } = {}): string {
  const salted = saltFields(fields, { salt: () => randomBytes(16).toString('base64url'), sha256: (text) => createHash('sha256').update(text).digest('base64url') })
  const facts = { ...declinedRecord.facts, issuerKid: 'did:ethr:0x7a69:0x2#credential' }
  const record = { ...declinedRecord, outcome: 'answered', refusal: null, vct: 'http://t/residency/1', credentialDigest: 'credential-1', facts } as const
  const payload = checkStatement({ asker: 'did:ethr:0x7a69:0x1', presentation: { transactionId: 'transaction-1' as TransactionId, requestId: 'request-1' as RequestId, form, flow: 'cross_device' }, record, at: epochSeconds(Math.floor(Date.now() / 1000)), profile: 'p', policy: 'q', fields: salted.digests, ...changes.stated })
  const signingInput = `${encode({ alg: 'ES256', typ: checkStatementType, kid, ...changes.header })}.${encode(payload)}`
  return prefillReceipt(`${signingInput}.${sign('sha256', Buffer.from(signingInput), { key: changes.key ?? signing.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`, salted, encode)
}
