import { timingSafeEqual } from 'node:crypto'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Language } from '@counterfoil/ui/words'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Council, Councils } from '../council.ts'
import type { CouncilForm } from '../forms/form.ts'
import { findForm } from '../forms/list.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { visitOf, type FormVisit, type Session } from '../sessions/session.ts'

export const cookieName = 'cf_form'

/** Who is here: a citizen at a council. */
export interface Visitor {
  readonly council: Council
  readonly session: Session
  readonly lang: Language
}

/** A citizen at a form of a council. */
export interface FormVisitor extends Visitor {
  readonly form: CouncilForm
  readonly visit: FormVisit
}

export interface Doors {
  readonly councils: Councils
  readonly sessions: SessionStore
  readonly secureCookie: boolean
}

type Params = { readonly authority: string; readonly form?: string }

const councilOf = (doors: Doors, request: FastifyRequest): Council => {
  const council = doors.councils.get((request.params as Params).authority)
  if (council === undefined) throw new Refusal('not_found')
  return council
}

/** Receives a citizen: finds their session or begins one, and follows their language. Refuses with `not_found`. */
export function receive(doors: Doors, request: FastifyRequest, reply: FastifyReply): Visitor {
  const council = councilOf(doors, request)
  const wanted = (request.query as { lang?: unknown }).lang
  const session = doors.sessions.find(council.id, request.cookies[cookieName]) ?? beginSession(doors, council.id, reply)
  if (wanted === 'en' || wanted === 'cy') session.language = wanted
  return { council, session, lang: session.language }
}

function beginSession({ sessions, secureCookie }: Doors, council: string, reply: FastifyReply): Session {
  const session = sessions.begin(council, 'en')
  // Its path keeps one council's cookie from the others.
  void reply.setCookie(cookieName, session.id, { httpOnly: true, sameSite: 'lax', path: `/${council}`, secure: secureCookie })
  return session
}

/** Receives a citizen at a form. Refuses with `unknown_form`. */
export function receiveAtForm(doors: Doors, request: FastifyRequest, reply: FastifyReply): FormVisitor {
  const form = findForm((request.params as Params).form ?? '')
  if (form === null) throw new Refusal('unknown_form')
  const visitor = receive(doors, request, reply)
  return { ...visitor, form, visit: visitOf(visitor.session, form.id) }
}

/** A session that is there already, for requests that a page's script makes. Refuses with `forbidden`. */
export function mustHaveSession(doors: Doors, request: FastifyRequest): Visitor {
  const council = councilOf(doors, request)
  const session = doors.sessions.find(council.id, request.cookies[cookieName])
  if (session === null) throw new Refusal('forbidden', { words: 'Open the form first.' })
  return { council, session, lang: session.language }
}

export type PostedForm = Readonly<Record<string, string>>

/** What a page of ours posted. Refuses with `forbidden` without the session's own token. */
export function mustBePosted(session: Session, request: FastifyRequest): PostedForm {
  const body = (request.body ?? {}) as PostedForm
  const [given, expected] = [Buffer.from(body['_csrf'] ?? ''), Buffer.from(session.csrfToken)]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal('forbidden', { words: 'The form was open for too long, or in another window. Open it again.' })
  return body
}
