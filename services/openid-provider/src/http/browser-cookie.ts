import cookies from '@fastify/cookie'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Tells which browser asks, for wallets bring citizens back to an address that many sign-ins share. */
export interface BrowserCookie {
  /** The name of this browser; empty when it has none that was given here. */
  read(request: FastifyRequest): string
  /** Its name, which it is given if it has none. */
  readOrGive(request: FastifyRequest, reply: FastifyReply): string
}

/**
 * With https the cookie has a name that no other host of the domain can set, and it is signed: nobody plants the name of their own
 * browser in another's and gets what that one's wallet shares. @see RFC 6265bis, section 4.1.3.2
 */
export async function browserCookie(app: FastifyInstance, { secure, random }: { readonly secure: boolean; readonly random: Random }): Promise<BrowserCookie> {
  // As with the protocol's cookies: whoever is signing in when the process ends has to begin anew.
  await app.register(cookies, { secret: random.secret(32) })
  const cookie = secure ? '__Host-cf_openid_browser' : 'cf_openid_browser'
  const read = (request: FastifyRequest): string => {
    const given = request.unsignCookie(request.cookies[cookie] ?? '')
    return given.valid ? given.value : ''
  }
  return {
    read,
    readOrGive: (request, reply) => {
      const known = read(request)
      if (known !== '') return known
      const name = random.secret(24)
      void reply.setCookie(cookie, name, { httpOnly: true, sameSite: 'lax', path: '/', secure, signed: true })
      return name
    },
  }
}
