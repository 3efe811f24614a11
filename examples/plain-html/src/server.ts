import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { builtFiles } from '@counterfoil/embed/built-files'
import type { FormServer } from '@counterfoil/form-server/form-server'
import { createPrefillEndpoint } from '@counterfoil/form-server/prefill-endpoint'
import { newVisit, type PrefillVisit } from '@counterfoil/form-server/prefill-visit'
import { words, type Language } from './words.ts'

const formId = 'blue-badge-renewal'
const pageAddress = `/aldermoor/${formId}`
const fields = ['first_name', 'last_name', 'date_of_birth', 'address_line_1', 'town', 'postcode', 'uprn', 'badge_number'] as const

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** One citizen, and the language that they chose. */
interface Visit extends PrefillVisit {
  lang: Language
}

export interface PlainHtmlParts {
  readonly formServer: FormServer
  /** Where citizens reach this server: it must be one of the verifier's return origins. */
  readonly siteUrl: string
}

/** A form in plain HTML: Node's own server, four addresses, and sessions in memory. */
export function createPlainHtml({ formServer, siteUrl }: PlainHtmlParts): Server {
  const visits = new Map<string, Visit>()
  const answerElement = createPrefillEndpoint({ formServer, returnUrlOf: (form) => (form === formId ? `${siteUrl}${pageAddress}` : null) })
  const { script, style } = builtFiles()
  const template = readFileSync(join(import.meta.dirname, 'form.html'), 'utf8')
  const built = { script: script.address, 'script-integrity': script.integrity, style: style.address, 'style-integrity': style.integrity }
  const pages = { en: filledIn(template, { lang: 'en', ...words.en, ...built }), cy: filledIn(template, { lang: 'cy', ...words.cy, ...built }) }

  const visitOf = (request: IncomingMessage, response: ServerResponse): Visit => {
    const known = visits.get(/(?:^|; )visit=([\w-]{22})/.exec(request.headers.cookie ?? '')?.[1] ?? '')
    if (known !== undefined) return known
    const [id, visit] = [randomBytes(16).toString('base64url'), { ...newVisit(), lang: 'en' as Language }]
    visits.set(id, visit)
    response.setHeader('set-cookie', `visit=${id}; HttpOnly; SameSite=Lax; Path=/${siteUrl.startsWith('https:') ? '; Secure' : ''}`)
    return visit
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', siteUrl)
    const asset = [script, style].find(({ address }) => address === pathname)
    if (asset !== undefined) return send(response, 200, asset.type, asset.bytes, 'public, max-age=31536000, immutable')
    const visit = visitOf(request, response)
    if (pathname.startsWith('/prefill')) {
      const { status, body } = await answerElement(visit, { method: request.method, path: pathname.slice('/prefill'.length), headers: request.headers, body: parsed(await read(request)) })
      return send(response, status, 'application/json', JSON.stringify(body))
    }
    if (pathname !== pageAddress) return send(response, 404, 'text/plain', 'Not found')
    // The way back from a wallet is one address for both languages: the session knows which.
    const lang = searchParams.get('lang')
    if (lang === 'en' || lang === 'cy') visit.lang = lang
    if (request.method !== 'POST') return send(response, 200, 'text/html; charset=utf-8', pages[visit.lang])
    if ((request.headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin') return send(response, 403, 'text/plain', 'Forbidden')
    return send(response, 200, 'text/html; charset=utf-8', await receipt(visit, new URLSearchParams(await read(request))))
  }

  /** What a council's back office would get: each answer, and what it rests on. */
  const receipt = async (visit: Visit, sent: URLSearchParams): Promise<string> => {
    const say = words[visit.lang]
    const submitted = Object.fromEntries(fields.map((name) => [name, sent.get(name) ?? '']))
    const known = visit.receipts.get(formId)
    // A receipt that no longer holds vouches for nothing: then all answers count as typed.
    const checked = known === undefined ? undefined : await formServer.checkForm(known, submitted, formId).catch(() => undefined)
    const rows = fields.map((name) => `<tr><th scope="row">${escaped(say[name])}<td>${escaped(submitted[name] ?? '')}<td>${escaped(say[checked?.fields[name] ?? 'not_provided'])}`)
    return `<!doctype html><html lang="${visit.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${say.sent}</title><main><h1>${say.sent}</h1><table>${rows.join('')}</table></main></html>`
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, error instanceof RangeError ? 413 : 500, 'text/plain', 'That did not work. Try again.'))
  })
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer, cache = 'no-store'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': cache, 'content-security-policy': policy, 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' }).end(body)
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
const filledIn = (template: string, texts: Readonly<Record<string, string>>): string => template.replace(/\{\{([\w-]+)\}\}/g, (_, name: string) => escaped(texts[name] ?? ''))

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    if (chunks.reduce((sum, { length }) => sum + length, 0) > 65_536) throw new RangeError('too large')
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
