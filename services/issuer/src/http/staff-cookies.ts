import type { Language } from '@counterfoil/ui/words'
import type { FastifyRequest } from 'fastify'
import type { SessionSecret } from '../domain/staff-member.ts'
import { languageIn, pageCookies, type PageArea } from './page-cookies.ts'

const area: PageArea = { name: 'cf_staff', path: '/staff', languagePath: '/staff', session: /^[A-Za-z0-9_-]{43}$/ }

export const staffCookies = ({ secure }: { readonly secure: boolean }) => pageCookies<SessionSecret>({ secure, area })

export const rememberedLanguage = (request: FastifyRequest): Language => languageIn(request, area)
