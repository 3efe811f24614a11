import type { FastifyInstance } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** The parameters of a form, each once. */
export type FormBody = Readonly<Record<string, string>>

const mostParameters = 64

/** Parses a form; a parameter that comes twice is refused, for two readers could each take another. @see RFC 6749, section 3.2 */
export function parseFormBody(text: string): FormBody {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  let count = 0
  for (const [name, value] of pairsOf(text)) {
    count += 1
    if (count > mostParameters || name in parameters) throw new Refusal('invalid_request', { words: 'A parameter is there twice, or there are too many.' })
    parameters[name] = value
  }
  return parameters
}

/** A form that escapes nothing needs no decoding: an answer of a wallet is one long text of base64url. @see URL Standard, section 5.1 */
function pairsOf(text: string): Iterable<readonly [string, string]> {
  if (text.includes('%') || text.includes('+')) return new URLSearchParams(text)
  return text.split('&').filter((pair) => pair !== '').map((pair) => {
    const sign = pair.indexOf('=')
    return sign < 0 ? [pair, ''] : [pair.slice(0, sign), pair.slice(sign + 1)]
  })
}

export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseFormBody(body.toString()))
    } catch (error) {
      done(error as Refusal) // parsing throws nothing else
    }
  })
}
