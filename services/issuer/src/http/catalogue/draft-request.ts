import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyRequest } from 'fastify'
import { isTimeOrderedId } from '../../domain/time-ordered-id.ts'
import type { DraftId } from '../../ports/catalogue.ts'
import { formField } from '../form-guard.ts'

export const parameter = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? ''

export function draftIn(request: FastifyRequest): DraftId {
  const id = parameter(request, 'draft')
  if (!isTimeOrderedId(id)) throw new Refusal('not_found')
  return id as DraftId
}

export function revisionIn(request: FastifyRequest): number {
  const text = formField(request.body, 'revision') ?? ''
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal('invalid_request')
  return Number(text)
}

/** A field of a form; browsers send its line breaks as two characters. */
export const typedIn =
  ({ body }: FastifyRequest) =>
  (name: string): string | null =>
    formField(body, name)?.replaceAll('\r\n', '\n') ?? null

export const isStaleAsk = ({ query }: FastifyRequest): boolean => (query as Readonly<Record<string, unknown>>)['stale'] === 'yes'
