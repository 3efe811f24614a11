import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseStrictJson, type StrictJson } from '@counterfoil/shared/kernel/strict-json'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { FastifyInstance } from 'fastify'

/** In this scope a JSON body is read but not judged yet: who has no token learns nothing of how their body was. */
export function acceptStrictJson(scope: FastifyInstance): void {
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string | Buffer) => parseStrictJson(body.toString()))
}

/** The value of a body that this scope read; refuses with the endpoint's own code for whatever is not JSON. */
export function jsonOf(body: unknown, invalid: RefusalCode): unknown {
  const read = (body ?? { fault: 'not_json' }) as StrictJson
  if ('fault' in read) throw new Refusal(invalid, { detail: read.fault })
  return read.value
}
