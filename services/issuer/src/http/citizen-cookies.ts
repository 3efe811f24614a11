import { languageOf, type Language } from '@counterfoil/ui/words'
import type { FastifyRequest } from 'fastify'
import type { Branded } from '@counterfoil/shared/kernel/branded'
import type { Authority } from '../domain/authority.ts'
import type { StepSecret } from '../domain/authorization.ts'
import type { CitizenKey } from '../use-cases/authorize-wallet.ts'
import { languageIn, pageCookies, type PageArea } from './page-cookies.ts'

/** An authority and a session's secret, as the cookie carries them: a session is of one authority. */
export type CitizenCookie = Branded<string, 'CitizenCookie'>

// The language is told to every address, for the first of them lies under an authority.
const area: PageArea = { name: 'cf_collect', path: '/collect', languagePath: '/', session: /^[a-z0-9-]{1,64}\.[A-Za-z0-9_-]{43}$/ }

export const citizenCookies = ({ secure }: { readonly secure: boolean }) => pageCookies<CitizenCookie>({ secure, area })

export const cookieOf = ({ id }: Authority, secret: StepSecret): CitizenCookie => `${id}.${secret}` as CitizenCookie

/** Null for an authority that isn't here. */
export function keyOf(cookie: CitizenCookie, authorities: ReadonlyMap<string, Authority>): CitizenKey | null {
  const at = cookie.lastIndexOf('.')
  const authority = authorities.get(cookie.slice(0, at))
  return authority === undefined ? null : { authority, secret: cookie.slice(at + 1) as StepSecret }
}

/** What the citizen chose here before; else what their browser prefers. */
export function citizenLanguage(request: FastifyRequest): Language {
  if ((request.headers.cookie ?? '').includes(`${area.name}_language=`)) return languageIn(request, area)
  return languageOf(/^\s*cy\b/i.test(request.headers['accept-language'] ?? '') ? 'cy' : 'en')
}
