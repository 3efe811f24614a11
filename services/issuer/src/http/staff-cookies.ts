import { languageOf, type Language } from '@counterfoil/ui/words'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionSecret } from '../domain/staff-member.ts'

const languageCookie = 'cf_staff_language'

/** The value of one cookie; the first, should there be two. @see RFC 6265, section 4.2.1 */
function cookie(request: FastifyRequest, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/**
 * Cookies of staff pages: never for scripts, never along with another site's form. With https the session's has a name that
 * no other host of the council's domain can set, so that none puts its own session in the place of one here.
 * @see RFC 6265bis, section 4.1.3.2
 */
export const staffCookies = ({ secure }: { readonly secure: boolean }) => {
  const session = secure ? { name: '__Host-cf_staff', attributes: '; Path=/; HttpOnly; SameSite=Lax; Secure' } : { name: 'cf_staff', attributes: '; Path=/staff; HttpOnly; SameSite=Lax' }
  const attributes = `; Path=/staff; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    session: (request: FastifyRequest): SessionSecret | null => {
      const value = cookie(request, session.name)
      return value !== null && /^[A-Za-z0-9_-]{43}$/.test(value) ? (value as SessionSecret) : null
    },
    setSession: (reply: FastifyReply, secret: SessionSecret): FastifyReply => reply.header('set-cookie', `${session.name}=${secret}${session.attributes}`),
    clearSession: (reply: FastifyReply): FastifyReply => reply.header('set-cookie', `${session.name}=${session.attributes}; Max-Age=0`),
    /** The language of this page: as the address asks, and then remembered. */
    language: (request: FastifyRequest, reply: FastifyReply): Language => {
      const asked = (request.query as Readonly<Record<string, unknown>>)['language']
      if (asked !== 'en' && asked !== 'cy') return rememberedLanguage(request)
      reply.header('set-cookie', `${languageCookie}=${asked}${attributes}; Max-Age=31536000`)
      return asked
    },
  }
}

export const rememberedLanguage = (request: FastifyRequest): Language => languageOf(cookie(request, languageCookie))
