import { requestsFor, type BrowserRequest } from './digital-credentials.ts'
import { isWalletAppLink } from './wallet-links.ts'

/** How the wallet's answer comes back: with the citizen, or by itself. */
export type Flow = 'same_device' | 'cross_device'

/** Where the citizen's wallet is: in this browser, in an app on this device, on another device, or where the browser itself finds it. */
export type Where = 'same_device' | 'wallet_app' | 'cross_device' | 'digital_credentials'

export const flowOf = (where: Where): Flow => (where === 'cross_device' ? 'cross_device' : 'same_device')

/** A QR code as one path in a square of `size` units. */
export interface QrPath {
  readonly size: number
  readonly path: string
}

/** A request under way, as the form's server tells its own page. */
export interface StartedPrefill {
  readonly id: string
  readonly walletLink: string
  /** For wallets that are apps. */
  readonly appLink: string | undefined
  readonly code: string | undefined
  readonly qr: QrPath | undefined
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const statuses = ['requested', 'fetched', 'answered', 'declined', 'refused', 'expired', 'collected'] as const

export interface PrefillStatus {
  readonly status: (typeof statuses)[number]
  readonly refusal: string | undefined
  /** Why the last answer was not taken, though another may be. */
  readonly hint?: string | undefined
}

export interface Bilingual {
  readonly en: string
  readonly cy: string
}

export interface CollectedSource {
  readonly authority: Bilingual
  readonly type: Bilingual
  readonly issuedOn: string
  readonly fields: ReadonlySet<string>
  /** It is about the person who is acted for. */
  readonly ofRepresented: boolean
}

/** Who fills the form in for whom. */
export interface ActsFor {
  readonly representative: string
  readonly role: Bilingual
  readonly represented: string
}

/** Verified values and who vouches for them. */
export interface CollectedPrefill {
  readonly fields: ReadonlyMap<string, string>
  /** The credentials that they are from, each with the fields that it filled. */
  readonly sources: readonly CollectedSource[]
  readonly actsFor: ActsFor | null
  /** Types of what was shown and could not be used, which the form can do without. */
  readonly leftOut: readonly Bilingual[]
  /** When what vouches for the values was last confirmed, if it could not be confirmed now: milliseconds since 1970. */
  readonly unconfirmedSince: number | null
}

/** `gone`: no such request any more. `unreachable`: try again. `refused`: this page may not ask. */
export class PrefillError extends Error {
  readonly kind: 'gone' | 'unreachable' | 'refused'

  constructor(kind: PrefillError['kind']) {
    super(kind)
    this.kind = kind
  }
}

/** What shows that the citizen who answered is here: what came back with them, or the number in their wallet. */
export type Proof = { readonly response_code: string } | { readonly number: string }

/** What the element asks of its own form server, and of nobody else. */
export interface PrefillClient {
  start(form: string, flow: Flow): Promise<StartedPrefill>
  /** What the browser is to pass on. */
  startInBrowser(form: string): Promise<{ readonly id: string; readonly requests: readonly BrowserRequest[] }>
  /** Brings what the browser gave; tells where that leaves the request. */
  answer(id: string, data: object): Promise<PrefillStatus>
  status(id: string): Promise<PrefillStatus>
  collect(id: string, proof: Proof | undefined, form: string): Promise<CollectedPrefill>
}

type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const isBilingual = (value: unknown): value is Bilingual => isMembers(value) && typeof value['en'] === 'string' && typeof value['cy'] === 'string'

/** A client of the form server at `endpoint`; another origin than the page's is refused, so that no page sends citizens elsewhere. */
export function createPrefillClient(endpoint: string, lang: 'en' | 'cy'): PrefillClient {
  const base = new URL(endpoint, document.baseURI)
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Members> => {
    if (base.origin !== location.origin) throw new PrefillError('refused')
    return send(`${base.pathname.replace(/\/$/, '')}${path}`, method, body)
  }
  return {
    start: async (form, flow) => startedFrom(await ask('POST', '', { form, flow, locale: lang })),
    startInBrowser: async (form) => {
      const { id, requests } = await ask('POST', '', { form, flow: 'digital_credentials' })
      return { id: String(id), requests: requestsFor(requests) }
    },
    answer: async (id, data) => statusFrom(await ask('POST', `/${encodeURIComponent(id)}/answer`, { data })),
    status: async (id) => statusFrom(await ask('GET', `/${encodeURIComponent(id)}`)),
    collect: async (id, proof, form) => collectedFrom(await ask('POST', `/${encodeURIComponent(id)}/result`, { form, ...proof })),
  }
}

async function send(address: string, method: 'GET' | 'POST', body: object | undefined): Promise<Members> {
  let response: Response
  let answer: unknown
  try {
    response = await fetch(address, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    answer = response.ok ? await response.json() : null
  } catch {
    throw new PrefillError('unreachable')
  }
  if (response.ok && isMembers(answer)) return answer
  if (response.status === 404 || response.status === 410) throw new PrefillError('gone')
  throw new PrefillError(response.status >= 500 || response.status === 429 || response.ok ? 'unreachable' : 'refused')
}

function startedFrom(answer: Members): StartedPrefill {
  const [id, walletLink, expiresAt] = [text(answer['id']), text(answer['wallet_link']), Date.parse(String(answer['expires_at']))]
  // Whatever the server says, no link that runs a script is ever shown.
  if (id === undefined || walletLink === undefined || !/^https?:\/\//.test(walletLink) || Number.isNaN(expiresAt)) throw new PrefillError('unreachable')
  const appLink = text(answer['openid4vp_link'])
  return { id, walletLink, appLink: appLink !== undefined && isWalletAppLink(appLink) ? appLink : undefined, code: text(answer['code']), qr: qrFrom(answer['qr']), expiresAt }
}

function qrFrom(value: unknown): QrPath | undefined {
  if (!isMembers(value)) return undefined
  const { size, path } = value
  return typeof size === 'number' && Number.isInteger(size) && typeof path === 'string' && /^[Mhvz0-9 -]+$/.test(path) ? { size, path } : undefined
}

function statusFrom(answer: Members): PrefillStatus {
  const status = statuses.find((known) => known === answer['status'])
  if (status === undefined) throw new PrefillError('unreachable')
  return { status, refusal: text(answer['refusal']), hint: text(answer['hint']) }
}

function collectedFrom(answer: Members): CollectedPrefill {
  const { fields, source, sources } = answer
  if (!isMembers(fields) || !isMembers(source)) throw new PrefillError('unreachable')
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const all = Array.isArray(sources) ? sources : [{ ...source, fields: Object.keys(fields) }]
  return { fields: new Map(entries), sources: all.map(sourceFrom), actsFor: actsForFrom(answer['acts_for']), leftOut: leftOutFrom(answer['left_out']), unconfirmedSince: instantIn(source['unconfirmed_since']) }
}

function sourceFrom(source: unknown): CollectedSource {
  if (!isMembers(source) || !isBilingual(source['authority']) || !isBilingual(source['type']) || !Array.isArray(source['fields'])) throw new PrefillError('unreachable')
  return { authority: source['authority'], type: source['type'], issuedOn: text(source['issued_on']) ?? '', fields: new Set(source['fields']), ofRepresented: source['of_represented'] === true }
}

function actsForFrom(value: unknown): ActsFor | null {
  const { representative, role, represented } = isMembers(value) ? value : {}
  return typeof representative === 'string' && typeof represented === 'string' && isBilingual(role) ? { representative, role, represented } : null
}

const leftOutFrom = (value: unknown): readonly Bilingual[] => (Array.isArray(value) ? value.filter(isBilingual) : [])

function instantIn(value: unknown): number | null {
  const instant = Date.parse(text(value) ?? '')
  return Number.isNaN(instant) ? null : instant
}
