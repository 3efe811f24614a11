import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import * as oauth from 'openid-client'
import { largestSource, peopleOfRows, type ReadRecords } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

export interface HttpRecordsOptions {
  /** What answers `{ "people": [ … ], "next": "…" }`. */
  readonly url: string
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | null
}

const mostPages = 500
const largestToken = 64 * 1024

/**
 * A council's records by HTTP with OAuth client credentials. Nothing is followed anywhere: a redirect is refused, and the next
 * page is asked for at the same address with `after` what the last one gave. @see RFC 6749, section 4.4
 */
export function httpRecords(options: HttpRecordsOptions): ReadRecords {
  let token: { readonly value: string; readonly until: number } | null = null
  const client = configurationOf(options)
  const tokenNow = async (signal: AbortSignal): Promise<string> => {
    if (token !== null && token.until > Date.now()) return token.value
    token = await newToken(client, options.scope, signal)
    return token.value
  }
  return async (signal) => {
    const rows: JsonObject[] = []
    let bytes = 0
    let after: string | null = null
    for (let page = 0; ; page += 1) {
      if (page === mostPages) throw new RecordFault('unusable', `more than ${mostPages} pages`)
      const address: URL = new URL(options.url)
      if (after !== null) address.searchParams.set('after', after)
      let answer = await get(address, await tokenNow(signal), signal, largestSource.bytes - bytes)
      if (answer.status === 401 && token !== null) {
        // It may have been taken back before its time.
        token = null
        answer = await get(address, await tokenNow(signal), signal, largestSource.bytes - bytes)
      }
      bytes += answer.text.length
      const { people, next } = pageOf(answer)
      rows.push(...people)
      if (rows.length > largestSource.people || next === null) return peopleOfRows(rows)
      after = next
    }
  }
}

function configurationOf({ tokenUrl, clientId, clientSecret }: HttpRecordsOptions): oauth.Configuration {
  const client = new oauth.Configuration({ issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl }, clientId, clientSecret, oauth.ClientSecretBasic(clientSecret))
  if (tokenUrl.startsWith('http:')) oauth.allowInsecureRequests(client)
  return client
}

async function newToken(client: oauth.Configuration, scope: string | null, signal: AbortSignal): Promise<{ readonly value: string; readonly until: number }> {
  client[oauth.customFetch] = async (url, { body, headers, method }) => {
    const answer = await call(url, { method, headers, signal, body: body instanceof URLSearchParams ? body.toString() : null })
    const text = await textOf(answer, largestToken)
    return new Response(text, { status: answer.status, headers: answer.headers })
  }
  try {
    const { access_token: value, expires_in: seconds = 60 } = await oauth.clientCredentialsGrant(client, scope === null ? undefined : { scope })
    return { value, until: Date.now() + Math.max(0, seconds - 10) * 1000 }
  } catch (error) {
    // What our own fetch threw comes back within the library's error.
    for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof RecordFault) throw cause
    const refused = error instanceof oauth.ResponseBodyError && error.status < 500
    throw refused ? new RecordFault('unusable', 'the token endpoint refuses these client credentials') : new RecordFault('away', 'the token endpoint gives no token')
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function get(address: URL, token: string, signal: AbortSignal, mostBytes: number): Promise<Answer> {
  const answer = await call(address.href, { headers: { accept: 'application/json', authorization: `Bearer ${token}` }, signal })
  if (answer.status === 401) return { status: 401, text: '' }
  if (answer.status !== 200) throw new RecordFault(answer.status >= 500 || answer.status === 429 ? 'away' : 'unusable', `the records answer ${answer.status}`)
  if (!/^application\/json\s*(?:;|$)/i.test(answer.headers.get('content-type') ?? '')) throw new RecordFault('unusable', 'the records are not JSON')
  return { status: 200, text: await textOf(answer, mostBytes) }
}

async function call(address: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(address, { ...request, redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer' }).catch(() => {
    throw new RecordFault('away', 'nobody answers, or not in time')
  })
  if (answer.type === 'opaqueredirect' || (answer.status >= 300 && answer.status < 400)) throw new RecordFault('unusable', 'the answer leads elsewhere')
  return answer
}

const textOf = (answer: Response, mostBytes: number): Promise<string> =>
  readTextAtMost(answer, mostBytes).catch((error: unknown) => {
    throw error instanceof RangeError ? new RecordFault('unusable', `more than ${mostBytes} bytes`) : new RecordFault('away', 'the answer breaks off')
  })

function pageOf({ status, text }: Answer): { readonly people: readonly JsonObject[]; readonly next: string | null } {
  if (status === 401) throw new RecordFault('unusable', 'the records refuse the token')
  const parsed = parseUniqueJson(text)
  const { people, next = null }: JsonObject = 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : {}
  const isPage = Array.isArray(people) && people.every(isJsonObject) && (next === null || (typeof next === 'string' && next !== '' && next.length <= 500))
  if (!isPage) throw new RecordFault('unusable', 'the answer is no page of people')
  return { people, next }
}
