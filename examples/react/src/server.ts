import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import { builtFiles } from '@counterfoil/embed/built-files'
import type { FormServer } from '@counterfoil/form-server/form-server'
import { createPrefillEndpoint } from '@counterfoil/form-server/prefill-endpoint'
import { newVisit, type PrefillVisit } from '@counterfoil/form-server/prefill-visit'
import { words, type Language } from '@counterfoil/plain-html/words'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

const form = 'blue-badge-renewal'
const answersSchema = { type: 'object', maxProperties: 20, additionalProperties: { type: 'string', maxLength: 200 } } as const

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** One citizen, and the language that they chose. */
interface Visit extends PrefillVisit {
  lang: Language
}

export interface ReactFormParts {
  readonly formServer: FormServer
  /** Where citizens reach this server: it must be one of the verifier's return origins. */
  readonly siteUrl: string
}

/** A form in React, served by Fastify; sessions in memory. */
export async function createReactForm({ formServer, siteUrl }: ReactFormParts): Promise<FastifyInstance> {
  const { script, style } = builtFiles()
  const app = readFileSync(join(import.meta.dirname, '../dist/app.js'))
  const integrity = `sha384-${createHash('sha384').update(app).digest('base64')}`
  const page = (lang: Language): string => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words[lang].title}</title>
<link rel="stylesheet" href="${style.address}" integrity="${style.integrity}">
<script type="module" src="/app.js" integrity="${integrity}"></script><script type="module" src="${script.address}" integrity="${script.integrity}"></script></head><body><div id="app"></div></body></html>`

  const visits = new Map<string, Visit>()
  const visitOf = (request: FastifyRequest, reply: FastifyReply): Visit => {
    const known = visits.get(request.cookies['visit'] ?? '')
    if (known !== undefined) return known
    const [id, visit] = [randomBytes(16).toString('base64url'), { ...newVisit(), lang: 'en' as Language }]
    visits.set(id, visit)
    void reply.setCookie('visit', id, { httpOnly: true, sameSite: 'lax', path: '/', secure: siteUrl.startsWith('https:') })
    return visit
  }
  const answerElement = createPrefillEndpoint({ formServer, returnUrlOf: (asked) => (asked === form ? `${siteUrl}/aldermoor/${form}` : null) })

  // At its end it waits for no connection that a browser holds ready without ever using it.
  const server = fastify({ bodyLimit: 65_536, forceCloseConnections: true })
  await server.register(cookie)
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ 'content-security-policy': policy, 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    done()
  })
  for (const { address, type, bytes } of [script, style]) server.get(address, (_request, reply) => reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(bytes))
  server.get('/app.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(app))
  server.get<{ Querystring: { lang?: string } }>(`/aldermoor/${form}`, (request, reply) => {
    const visit = visitOf(request, reply)
    const { lang } = request.query
    // The way back from a wallet is one address for both languages: the session knows which.
    if (lang === 'en' || lang === 'cy') visit.lang = lang
    return reply.type('text/html; charset=utf-8').send(page(visit.lang))
  })
  for (const address of ['/prefill', '/prefill/*']) {
    server.all(address, async (request, reply) => {
      const { pathname } = new URL(request.url, siteUrl)
      const { status, body } = await answerElement(visitOf(request, reply), { method: request.method, path: pathname.slice('/prefill'.length), headers: request.headers, body: request.body })
      return reply.code(status).send(body)
    })
  }
  // What a council's back office would get: each answer, and what it rests on. JSON alone is taken, which no other site's form can send.
  server.post<{ Body: Record<string, string> }>('/applications', { schema: { body: answersSchema } }, async (request, reply) => {
    const receipt = visitOf(request, reply).receipts.get(form)
    // A receipt that no longer holds vouches for nothing: then all answers count as typed.
    const checked = receipt === undefined ? undefined : await formServer.checkForm(receipt, request.body, form).catch(() => undefined)
    return { fields: Object.fromEntries(Object.keys(request.body).map((name) => [name, checked?.fields[name] ?? 'not_provided'])) }
  })
  return server
}
