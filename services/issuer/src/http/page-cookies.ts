import { languageOf, type Language } from '@counterfoil/ui/words'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The value of one cookie; the first, should there be two. @see RFC 6265, section 4.2.1 */
function cookie(request: FastifyRequest, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/** Pages for one sort of people: their cookies have names of their own, and go to their addresses alone. */
export interface PageArea {
  readonly name: string
  readonly path: string
  /** Where the language that was chosen is told again. */
  readonly languagePath: string
  readonly session: RegExp
}

/**
 * Cookies of pages: never for scripts, never along with another site's form. With https the session's has a name that no
 * other host of the council's domain can set, so that none puts its own session in the place of one here.
 * @see RFC 6265bis, section 4.1.3.2
 */
export function pageCookies<Secret extends string>({ secure, area }: { readonly secure: boolean; readonly area: PageArea }) {
  const session = secure ? { name: `__Host-${area.name}`, attributes: '; Path=/; HttpOnly; SameSite=Lax; Secure' } : { name: area.name, attributes: `; Path=${area.path}; HttpOnly; SameSite=Lax` }
  const attributes = `; Path=${area.languagePath}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const rememberLanguage = (reply: FastifyReply, language: Language, lifetime = ''): FastifyReply => reply.header('set-cookie', `${area.name}_language=${language}${attributes}${lifetime}`)
  return {
    /** Until the browser is closed. */
    speak: (reply: FastifyReply, language: Language): FastifyReply => rememberLanguage(reply, language),
    session: (request: FastifyRequest): Secret | null => {
      const value = cookie(request, session.name)
      return value !== null && area.session.test(value) ? (value as Secret) : null
    },
    setSession: (reply: FastifyReply, secret: Secret): FastifyReply => reply.header('set-cookie', `${session.name}=${secret}${session.attributes}`),
    clearSession: (reply: FastifyReply): FastifyReply => reply.header('set-cookie', `${session.name}=${session.attributes}; Max-Age=0`),
    /** The language of this page: as the address asks, and then remembered. */
    language: (request: FastifyRequest, reply: FastifyReply): Language => {
      const asked = (request.query as Readonly<Record<string, unknown>>)['language']
      if (asked !== 'en' && asked !== 'cy') return languageIn(request, area)
      rememberLanguage(reply, asked, '; Max-Age=31536000')
      return asked
    },
  }
}

export const languageIn = (request: FastifyRequest, area: PageArea): Language => languageOf(cookie(request, `${area.name}_language`))
