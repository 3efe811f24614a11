import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/**
 * Why nothing was fetched. `address_refused` is what the text of an address shows; `name_refused` is what its look-up decided: who must not learn which
 * names exist inside may not be told it apart from `unreachable`.
 */
export type OutsideFault = 'address_refused' | 'name_refused' | 'unreachable' | 'too_slow' | 'too_large' | 'redirect' | 'encoded'

/** A fetch that was refused or failed; the caller decides what that means for its own standard. */
export class OutsideUnavailable extends Error {
  readonly fault: OutsideFault

  constructor(fault: OutsideFault, options: { cause?: unknown } = {}) {
    super(`Nothing was fetched: ${fault}.`, options)
    this.name = 'OutsideUnavailable'
    this.fault = fault
  }
}

export interface OutsideAnswer {
  /** Any status but a redirect; the caller judges it. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface OutsideRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** A body to be posted, where the receiver bears having it twice; without one it is a GET. */
  readonly post?: string
  /** A body whose receiver may not bear that: it leaves once, over a connection of its own. */
  readonly postOnce?: string
  /** Reading stops above so many bytes; 64 KiB unless told. */
  readonly mostBytes?: number
  /** From the look-up to the last byte; 3 seconds unless told. */
  readonly timeoutMs?: number
}

export type FetchOutside = (url: string, request?: OutsideRequest) => Promise<OutsideAnswer>

/** Resolves a name to every address it has, as `dns.lookup` does. */
export type LookUp = (hostname: string, answer: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

export interface FetchOutsideOptions {
  /**
   * Hosts of the operator's own that may lie in a private network and be reached by http: `localhost`, `issuer.internal` or
   * `localhost:4710` for one port alone.
   */
  readonly privateHosts: readonly string[]
  readonly lookUp?: LookUp
  readonly connections?: OutsideConnections
}

export interface OutsideConnections {
  /** Whether they are kept for the next request to the same host; a kept one counts, and stays as long as that host likes. */
  readonly keepAlive: boolean
  /** How many there may be at once; what is above waits, within its time. */
  readonly maxTotalSockets: number
}

const usualConnections: OutsideConnections = { keepAlive: true, maxTotalSockets: 64 }

const askSystem: LookUp = (hostname, answer) => systemLookup(hostname, { all: true }, answer)

/**
 * The one way out to an address that somebody else chose: a status list, a DID document, metadata, a logo, a webhook. Only over
 * https; a name is resolved once and that answer is connected to, so that it can't become another in between; private,
 * link-local and loopback addresses are refused before a packet leaves; redirects are not followed; time and size are
 * limited while reading. Throws `OutsideUnavailable` and nothing else. No cookie, no credential, no referrer is sent.
 * @see OWASP Server-Side Request Forgery Prevention
 */
export function createFetchOutside({ privateHosts, lookUp = askSystem, connections = usualConnections }: FetchOutsideOptions): FetchOutside {
  const ours = new Set(privateHosts.map((host) => host.toLowerCase()))
  const agents = { 'http:': new HttpAgent({ ...connections, maxSockets: 8 }), 'https:': new HttpsAgent({ ...connections, maxSockets: 8 }) }

  return async (address, { headers = {}, postOnce, post = postOnce, mostBytes = 64 * 1024, timeoutMs = 3000 } = {}) => {
    const url = URL.parse(address)
    if (url === null || url.username !== '' || url.password !== '') throw new OutsideUnavailable('address_refused')
    const isOurs = ours.has(url.hostname) || ours.has(url.host)
    if (url.protocol !== 'https:' && !(isOurs && url.protocol === 'http:')) throw new OutsideUnavailable('address_refused')
    const literal = url.hostname.replaceAll(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !isOurs && !isPublicAddress(literal)) throw new OutsideUnavailable('address_refused')
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await send(url, { agent: postOnce === undefined ? agents[url.protocol] : false, headers, post, signal, lookup: checkedLookup(lookUp, isOurs) })
      return await judge(answer, mostBytes)
    } catch (cause) {
      if (cause instanceof OutsideUnavailable) throw cause
      throw new OutsideUnavailable(signal.aborted ? 'too_slow' : 'unreachable', { cause })
    }
  }
}

/** Hands the socket what was looked up and checked. One private address among the answers spoils them all. */
function checkedLookup(lookUp: LookUp, isOurs: boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookUp(hostname, (cause, addresses) => {
      const [first] = addresses ?? []
      if (cause !== null) callback(new OutsideUnavailable('unreachable', { cause }), [])
      else if (first === undefined || !(isOurs || addresses.every(({ address }) => isPublicAddress(address)))) callback(new OutsideUnavailable('name_refused'), [])
      else if (options.all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
}

interface Sending {
  readonly agent: HttpAgent | HttpsAgent | false
  readonly headers: Readonly<Record<string, string>>
  readonly post: string | undefined
  readonly signal: AbortSignal
  readonly lookup: LookupFunction
}

async function send(url: URL, sending: Sending): Promise<IncomingMessage> {
  try {
    return await sendOnce(url, sending)
  } catch (error) {
    if (error !== connectionWasClosed) throw error
    return sendOnce(url, sending)
  }
}

// A kept connection may have been closed by the other side just now; what is sent here may be sent again.
const connectionWasClosed = new Error('The kept connection was closed.')

function sendOnce(url: URL, { post, ...sending }: Sending): Promise<IncomingMessage> {
  const begin = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = begin(url, { ...sending, method: post === undefined ? 'GET' : 'POST', headers: { ...sending.headers, 'accept-encoding': 'identity', ...(post === undefined ? {} : { 'content-length': Buffer.byteLength(post) }) } }, resolve)
    request.on('error', (error: NodeJS.ErrnoException) => reject(request.reusedSocket && error.code === 'ECONNRESET' ? connectionWasClosed : error))
    request.end(post)
  })
}

async function judge(answer: IncomingMessage, mostBytes: number): Promise<OutsideAnswer> {
  const { statusCode: status = 0, headers } = answer
  const refuse = (fault: OutsideFault): never => {
    answer.destroy()
    throw new OutsideUnavailable(fault)
  }
  if (status >= 300 && status < 400 && status !== 304) refuse('redirect')
  // Nobody asked for it, and inflating would let a few bytes become many.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') refuse('encoded')
  if (Number(headers['content-length'] ?? 0) > mostBytes) refuse('too_large')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes) refuse('too_large')
    chunks.push(chunk)
  }
  return { status, headers, body: Buffer.concat(chunks) }
}
