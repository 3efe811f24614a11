import type { FastifyRequest } from 'fastify'
import type { Telling } from '../../domain/status-jobs/telling.ts'
import { formField } from '../form-guard.ts'

/** How people are to be told, as a form says; not at all where it doesn't ask. Null for what isn't open here. */
export function tellingIn(body: unknown, open: readonly Telling[]): Telling | null {
  const asked = formField(body, 'telling')
  return asked === null ? 'none' : (open.find((one) => one === asked) ?? null)
}

/** What of a page's address asks for a reason, and keeps how people are to be told: chosen anew in haste, it would be not at all. */
export const lacksReason = (telling: Telling | null): string => (telling === null || telling === 'none' ? '?reason=missing' : `?reason=missing&telling=${telling}`)

/** What was chosen before the page came again; for the page to choose it anew where it is open. */
export function tellingBefore({ query }: FastifyRequest): string | null {
  const { telling } = query as Readonly<Record<string, unknown>>
  return typeof telling === 'string' ? telling : null
}
