import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import * as oauth from 'openid-client'
import type { PersonRecord } from '../../domain/council-record.ts'
import { forAMoment } from './for-a-moment.ts'
import { keptRecords } from './kept-records.ts'
import { largestAnswer, mostReferences, peopleOfRows, referenceColumn, referencesOfRows } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'
import type { RecordReader } from './record-reader.ts'

export interface HttpRecordsOptions {
  /** What answers `{ "people": [ … ], "next": "…" }`. */
  readonly url: string
  /** What finds people by what is posted to it; null where the council's system finds nobody, and everybody is read. */
  readonly findUrl: string | null
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | null
}

const mostPages = { ofPeople: 500, ofReferences: 20_000 }
const largestToken = 64 * 1024
/** What is asked for by name: a few people, and never a council. */
const largestFinding = 8 * 1024 * 1024

/**
 * A council's records by HTTP with OAuth client credentials. Nothing is followed anywhere: a redirect is refused, and the next page is asked for at the
 * same address. Whom is asked for stands in the body of a POST and in no address: addresses are logged on the way. @see RFC 6749, section 4.4
 */
export function httpRecords(options: HttpRecordsOptions, clock: Clock): RecordReader {
  const ask = askCouncil(options)
  const { findUrl } = options
  return findUrl === null ? keptRecords(forAMoment(() => clock.now(), (signal) => readEverybody(ask, options.url, signal))) : findingRecords(ask, new URL(findUrl))
}

/** The council's system finds those who are asked for. */
function findingRecords(ask: AskCouncil, address: URL): RecordReader {
  const find = async (body: JsonObject, most: number, signal: AbortSignal): Promise<readonly PersonRecord[]> => {
    const { people } = await ask({ address, body, mostBytes: largestFinding }, signal)
    if (people.length > most) throw new RecordFault('unusable', 'the records find more people than were asked for')
    return peopleOfRows(people)
  }
  return {
    whose: async ({ field, values, most }, signal) => {
      const found = await find({ field, values: [...values], most }, most, signal)
      const isAsked = ({ reference, fields }: PersonRecord): boolean => values.includes(field === referenceColumn ? reference : (fields.get(field)?.trim() ?? ''))
      if (!found.every(isAsked)) throw new RecordFault('unusable', "the records find somebody who wasn't asked for")
      return found
    },
    search: ({ words, most }, signal) => find({ words: [...words], most }, most, signal),
    references: async (each, signal) => {
      let after: string | null = null
      let count = 0
      for (let page = 0; ; page += 1) {
        if (page === mostPages.ofReferences || count > mostReferences) throw new RecordFault('unusable', `more than ${page} pages`)
        const { people, next }: Page = await ask({ address, body: { fields: [referenceColumn], ...(after === null ? {} : { after }) }, mostBytes: largestFinding }, signal)
        count += people.length
        each(referencesOfRows(people))
        if (next === null) return
        after = next
      }
    },
  }
}

async function readEverybody(ask: AskCouncil, url: string, signal: AbortSignal): Promise<readonly PersonRecord[]> {
  const rows: JsonObject[] = []
  let bytes = 0
  let after: string | null = null
  for (let page = 0; ; page += 1) {
    if (page === mostPages.ofPeople) throw new RecordFault('unusable', `more than ${mostPages.ofPeople} pages`)
    const address: URL = new URL(url)
    if (after !== null) address.searchParams.set('after', after)
    const { people, next, length }: Page = await ask({ address, body: null, mostBytes: largestAnswer.bytes - bytes }, signal)
    bytes += length
    rows.push(...people)
    if (rows.length > largestAnswer.people || next === null) return peopleOfRows(rows)
    after = next
  }
}

interface Asked {
  readonly address: URL
  /** Posted; null for what is only fetched. */
  readonly body: JsonObject | null
  readonly mostBytes: number
}

interface Page {
  readonly people: readonly JsonObject[]
  readonly next: string | null
  readonly length: number
}

type AskCouncil = (asked: Asked, signal: AbortSignal) => Promise<Page>

/** Asks with a token that serves until its time is over, and once more with a new one where it was taken back before. */
function askCouncil(options: HttpRecordsOptions): AskCouncil {
  let token: { readonly value: string; readonly until: number } | null = null
  const client = configurationOf(options)
  const tokenNow = async (signal: AbortSignal): Promise<string> => {
    if (token !== null && token.until > Date.now()) return token.value
    token = await newToken(client, options.scope, signal)
    return token.value
  }
  return async (asked, signal) => {
    let answer = await send(asked, await tokenNow(signal), signal)
    if (answer.status === 401 && token !== null) {
      token = null
      answer = await send(asked, await tokenNow(signal), signal)
    }
    return pageOf(answer)
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

async function send({ address, body, mostBytes }: Asked, token: string, signal: AbortSignal): Promise<Answer> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
  const answer = await call(address.href, body === null ? { headers, signal } : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body), signal })
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

function pageOf({ status, text }: Answer): Page {
  if (status === 401) throw new RecordFault('unusable', 'the records refuse the token')
  const parsed = parseUniqueJson(text)
  const { people, next = null }: JsonObject = 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : {}
  const isPage = Array.isArray(people) && people.every(isJsonObject) && (next === null || (typeof next === 'string' && next !== '' && next.length <= 500))
  if (!isPage) throw new RecordFault('unusable', 'the answer is no page of people')
  return { people, next, length: text.length }
}
