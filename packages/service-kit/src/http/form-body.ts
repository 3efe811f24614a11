import type { FastifyInstance } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** The parameters of a form, each once. */
export type FormBody = Readonly<Record<string, string>>

const mostParameters = 64

/** Parses a form; a parameter that comes twice is refused, for two readers could each take another. @see RFC 6749, section 3.2 */
export function parseFormBody(text: string): FormBody {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1
    if (count > mostParameters || name in parameters) throw new Refusal('invalid_request', { words: 'A parameter is there twice, or there are too many.' })
    parameters[name] = value
  }
  return parameters
}

export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: unknown, body: string | Buffer) => parseFormBody(body.toString()))
}
