import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseStrictJson, type StrictJson } from '@counterfoil/shared/kernel/strict-json'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'

const json = 'application/json'
const parse = (body: string | Buffer): StrictJson => parseStrictJson(body.toString())

function valueOf(read: StrictJson, invalid: RefusalCode): unknown {
  if ('fault' in read) throw new Refusal(invalid, { detail: read.fault })
  return read.value
}

/** Bodies of JSON, in which no member comes twice and none reaches a prototype. */
export function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser(json)
  app.addContentTypeParser(json, { parseAs: 'string' }, async (request: FastifyRequest, body: string | Buffer) => valueOf(parse(body), request.routeOptions.config.invalid ?? 'invalid_request'))
}

/** A body that was read and not judged yet. */
class UnjudgedJson {
  readonly read: StrictJson

  constructor(read: StrictJson) {
    this.read = read
  }
}

/** In this scope a JSON body is read but not judged yet: who has no token learns nothing of how their body was. */
export function acceptUnjudgedJson(scope: FastifyInstance): void {
  scope.removeContentTypeParser(json)
  scope.addContentTypeParser(json, { parseAs: 'string' }, async (_request: FastifyRequest, body: string | Buffer) => new UnjudgedJson(parse(body)))
}

/** The value of a JSON body of this scope; refuses with the endpoint's own code for whatever is none. */
export function jsonOf(body: unknown, invalid: RefusalCode): unknown {
  return valueOf(body instanceof UnjudgedJson ? body.read : { fault: 'not_json' }, invalid)
}

/** The same for JSON that came inside of something else. */
export const jsonIn = (text: string, invalid: RefusalCode): unknown => valueOf(parse(text), invalid)
