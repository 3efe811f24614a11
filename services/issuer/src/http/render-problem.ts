import type { Problem } from '@counterfoil/service-kit/http/problem'
import type { FastifyRequest } from 'fastify'
import { signInPage } from '../pages/sign-in-pages.ts'
import { staffRefusalPage } from '../pages/staff-refusal-pages.ts'
import { citizenProblemPage } from '../pages/choice-page.ts'
import { citizenLanguage } from './citizen-cookies.ts'
import { rememberedLanguage } from './staff-cookies.ts'

/** A refusal as a page: staff who aren't signed in get the door itself. */
export const renderProblem = ({ code }: Problem, request: FastifyRequest): string =>
  isForCitizens(request) ? citizenProblemPage(citizenLanguage(request), code) : staffProblem(code, request)

const isForCitizens = ({ routeOptions: { url = '' } }: FastifyRequest): boolean => url.startsWith('/collect/') || url.endsWith('/authorize') || url.endsWith('/freeze')

const staffProblem = (code: Problem['code'], request: FastifyRequest): string =>
  code === 'not_signed_in' ? signInPage(rememberedLanguage(request), { again: true }) : staffRefusalPage(rememberedLanguage(request), code, request.routeOptions.config.permission ?? null)
