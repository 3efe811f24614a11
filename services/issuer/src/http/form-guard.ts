import { deriveText, equalSecrets } from '@counterfoil/service-kit/crypto/token-secret'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyRequest } from 'fastify'

/** What a session's forms carry: it follows from the cookie's secret and tells nothing of it. */
export const csrfTokenOf = (secret: string): string => deriveText(secret, 'form token')

/** Refuses `forbidden` for a form that another site sent. */
export function mustComeFromHere(request: FastifyRequest, origin: string): void {
  const { origin: sentFrom } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw new Refusal('forbidden', { detail: 'sec-fetch-site' })
  if (sentFrom !== undefined && sentFrom !== origin) throw new Refusal('forbidden', { detail: 'origin' })
  if (site === undefined && sentFrom === undefined) throw new Refusal('forbidden', { detail: 'no origin' })
}

/** Refuses `forbidden` for a form that no page of this session held. */
export function mustHoldToken(body: unknown, secret: string): void {
  const token = formField(body, 'csrf')
  if (token === null || !equalSecrets(token, csrfTokenOf(secret))) throw new Refusal('forbidden', { detail: 'form token' })
}

/** What a form says of many things, each by a field of its own: how their names go on behind what they begin with. */
export function fieldsBeginning(body: unknown, beginning: string): readonly string[] {
  if (typeof body !== 'object' || body === null) return []
  return Object.keys(body).flatMap((name) => (name.startsWith(beginning) ? [name.slice(beginning.length)] : []))
}

/** One field of a form; null when it is absent. */
export function formField(body: unknown, name: string): string | null {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return null
  const value = (body as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : null
}
