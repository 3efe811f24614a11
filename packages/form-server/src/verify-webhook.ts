import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'

const types = ['presentation.answered', 'presentation.declined', 'presentation.refused', 'presentation.expired', 'presentation.erasure_requested'] as const

/**
 * A presentation ended: ask for its `status`, or `collect` it, as if you had asked again and again until now. Or its citizen asks for what they shared to be
 * erased (`presentation.erasure_requested`), maybe months later: erase what you keep of it, or answer them within a month why not.
 */
export interface PresentationEvent {
  /** The same whenever the message is sent again: refuse, with a 2xx, one that you know. */
  readonly id: string
  readonly type: (typeof types)[number]
  /** ISO instant of the end, or of the request. */
  readonly at: string
  readonly transactionId: string
  readonly form: string
  readonly authority: string
  readonly isSandbox: boolean
}

export interface ReceivedWebhook {
  /** As they came: of Fetch, or of Node. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it came, character for character; not what was made of it. */
  readonly body: string
}

export interface WebhookSecrets {
  /** What you gave the operator (`whsec_…`), or the Ed25519 public key that you were given (`whpk_…`); while one takes the place of another, both. */
  readonly secrets: readonly string[]
  /** Milliseconds since 1970; the machine's clock when it isn't given. */
  readonly now?: number
}

/** How old a message may be, or how far ahead its sender's clock: five minutes, as Standard Webhooks has it. */
const windowSeconds = 300

/**
 * Tells whether a message is from your verifier, and what it says. Signatures are compared in constant time. Rejects with
 * `webhook_invalid`. @see Standard Webhooks, "Verifying signatures"
 */
export async function verifyWebhook({ headers, body }: ReceivedWebhook, { secrets, now = Date.now() }: WebhookSecrets): Promise<PresentationEvent> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(headers, name)) as [string, string, string]
  const keys = await Promise.all(secrets.map(importSecret))
  const isInTime = /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= windowSeconds
  if (id === '' || !isInTime || !(await isSigned(`${id}.${timestamp}.${body}`, signatures, keys))) throw new FormServerError('webhook_invalid')
  return eventIn(id, body)
}

const headerOf = (headers: ReceivedWebhook['headers'], name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  return typeof value === 'string' ? value : ''
}

interface WebhookKey {
  readonly version: 'v1' | 'v1a'
  readonly algorithm: 'HMAC' | 'Ed25519'
  readonly key: CryptoKey
}

async function importSecret(secret: string): Promise<WebhookKey> {
  const [, kind, encoded = ''] = /^(whsec|whpk)_([A-Za-z0-9+/]+=*)$/.exec(secret) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (kind === 'whsec') return { version: 'v1', algorithm: 'HMAC', key: await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']) }
  if (kind === 'whpk') return { version: 'v1a', algorithm: 'Ed25519', key: await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']) }
  throw new TypeError('A webhook secret begins with whsec_ or whpk_, and is base64 behind that.')
}

/** Senders sign with each of their secrets: one that is known is enough. */
const mostSignatures = 16

async function isSigned(text: string, header: string, keys: readonly WebhookKey[]): Promise<boolean> {
  const signed = new TextEncoder().encode(text)
  const signatures = header.split(' ').slice(0, mostSignatures).map((one) => one.split(','))
  const judged = keys.flatMap(({ version, algorithm, key }) =>
    signatures.filter(([kind]) => kind === version).map(([, signature = '']) => crypto.subtle.verify(algorithm, key, Buffer.from(signature, 'base64'), signed)),
  )
  return (await Promise.all(judged)).includes(true)
}

function eventIn(id: string, body: string): PresentationEvent {
  const event = membersIn(body)
  const data = isMembers(event['data']) ? event['data'] : {}
  const type = types.find((known) => known === event['type'])
  const [at, transactionId, form, authority] = [event['timestamp'], data['transaction_id'], data['form'], data['authority']]
  if (type === undefined || typeof at !== 'string' || typeof transactionId !== 'string' || typeof form !== 'string' || typeof authority !== 'string') throw new FormServerError('webhook_invalid')
  return { id, type, at, transactionId, form, authority, isSandbox: data['sandbox'] === true }
}

function membersIn(body: string): Members {
  try {
    const parsed: unknown = JSON.parse(body)
    return isMembers(parsed) ? parsed : {}
  } catch {
    return {}
  }
}
