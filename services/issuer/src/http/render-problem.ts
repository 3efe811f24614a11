import type { Problem } from '@counterfoil/service-kit/http/problem'
import type { FastifyRequest } from 'fastify'
import { problemPage, signInPage } from '../pages/sign-in-pages.ts'
import { rememberedLanguage } from './staff-cookies.ts'

/** A refusal as a page: who isn't signed in gets the door itself. */
export const renderProblem = ({ code }: Problem, request: FastifyRequest): string =>
  code === 'not_signed_in' ? signInPage(rememberedLanguage(request), { again: true }) : problemPage(rememberedLanguage(request), code)
