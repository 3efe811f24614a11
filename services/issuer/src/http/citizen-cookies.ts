import { languageOf, type Language } from '@counterfoil/ui/words'
import type { FastifyRequest } from 'fastify'
import type { Branded } from '@counterfoil/shared/kernel/branded'
import { inProfile, type Authority } from '../domain/authority.ts'
import { open, type Profile } from '../domain/profile.ts'
import type { StepSecret } from '../domain/authorization.ts'
import type { CitizenKey } from '../use-cases/authorize-wallet.ts'
import { languageIn, pageCookies, type PageArea } from './page-cookies.ts'

/** An authority and a session's secret, as the cookie carries them: a session is of one authority. */
export type CitizenCookie = Branded<string, 'CitizenCookie'>

// The language is told to every address, for the first of them lies under an authority.
const area: PageArea = { name: 'cf_collect', path: '/collect', languagePath: '/', session: /^[a-z0-9-]{1,64}(?:_[a-z]{1,16})?\.[A-Za-z0-9_-]{43}$/ }

export const citizenCookies = ({ secure }: { readonly secure: boolean }) => pageCookies<CitizenCookie>({ secure, area })

/** What names an authority, and a profile of it that isn't its own, in a cookie. */
export const issuerName = ({ id, profile }: Authority): string => (profile.id === open.id ? id : `${id}_${profile.id}`)

export const cookieOf = (authority: Authority, secret: StepSecret): CitizenCookie => `${issuerName(authority)}.${secret}` as CitizenCookie

/** Null for an authority that isn't here. */
export function keyOf(cookie: CitizenCookie, authorities: ReadonlyMap<string, Authority>, profiles: readonly Profile[]): CitizenKey | null {
  const at = cookie.lastIndexOf('.')
  const [id = '', named = open.id] = cookie.slice(0, at).split('_')
  const profile = profiles.find((one) => one.id === named)
  const council = authorities.get(id)
  const authority = council === undefined || profile === undefined ? undefined : inProfile(council, profile)
  return authority === undefined ? null : { authority, secret: cookie.slice(at + 1) as StepSecret }
}

export const hasChosenLanguage = (request: FastifyRequest): boolean => (request.headers.cookie ?? '').includes(`${area.name}_language=`)

/** What the citizen chose here before; else what their browser prefers. */
export function citizenLanguage(request: FastifyRequest): Language {
  if (hasChosenLanguage(request)) return languageIn(request, area)
  return languageOf(/^\s*cy\b/i.test(request.headers['accept-language'] ?? '') ? 'cy' : 'en')
}
