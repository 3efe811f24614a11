import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'

export type Fetch = (url: string, options: RequestInit) => Promise<Response>

export interface VerifierConnection {
  /** The authority's verifier address, such as `https://verifier.example/aldermoor`. */
  readonly verifierUrl: string
  /** Left out for what the verifier tells everybody. */
  readonly apiKey?: string
  readonly fetch: Fetch
  readonly timeoutMs: number
}

const largestAnswer = 256 * 1024

/** Asks the verifier and returns the members of its JSON answer; throws FormServerError for everything else. */
export async function askVerifier(connection: VerifierConnection, method: 'GET' | 'POST', path: string, body?: object): Promise<Members> {
  const response = await send(connection, method, path, body)
  const members = await membersOf(response)
  if (response.ok) {
    if (members === null) throw new FormServerError('unexpected_answer')
    return members
  }
  const refusal = typeof members?.['code'] === 'string' ? { refusal: members['code'] } : {}
  if (response.status === 401 || response.status === 403) throw new FormServerError('not_authorised', refusal)
  if (response.status === 404) throw new FormServerError('gone', refusal)
  if (response.status >= 500 || response.status === 429) throw new FormServerError('verifier_unreachable', refusal)
  throw new FormServerError('refused', refusal)
}

async function send(connection: VerifierConnection, method: 'GET' | 'POST', path: string, body: object | undefined): Promise<Response> {
  try {
    return await connection.fetch(`${connection.verifierUrl}${path}`, {
      method,
      headers: { accept: 'application/json', ...(connection.apiKey === undefined ? {} : { authorization: `Bearer ${connection.apiKey}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the API key to wherever it points.
      redirect: 'error',
      signal: AbortSignal.timeout(connection.timeoutMs),
    })
  } catch (cause) {
    throw new FormServerError('verifier_unreachable', { cause })
  }
}

async function membersOf(response: Response): Promise<Members | null> {
  try {
    const parsed: unknown = JSON.parse(await readAtMost(response, largestAnswer))
    return isMembers(parsed) ? parsed : null
  } catch {
    return null
  }
}

async function readAtMost(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > most) throw new RangeError('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
