import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CitizenKey } from '../use-cases/authorize-wallet.ts'
import type { AuthorityOf } from './authority-of.ts'
import type { CitizenCookie, citizenCookies } from './citizen-cookies.ts'

/** What every page needs on which a citizen who signs in does one thing. */
export interface CitizenPagesPorts {
  readonly authorityOf: AuthorityOf
  readonly cookies: ReturnType<typeof citizenCookies>
  readonly origin: string
  readonly sessionOf: (request: FastifyRequest) => { readonly cookie: CitizenCookie; readonly key: CitizenKey }
  readonly languageFor: (request: FastifyRequest, reply: FastifyReply) => 'en' | 'cy'
}
