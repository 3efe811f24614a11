import { Transform } from 'node:stream'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, preParsingHookHandler } from 'fastify'

/** How much a wallet may post when most of it is the text of its error, which nobody reads. */
export const mostWithErrorText = 2 * 1024 * 1024

const dropped = 'error_description='

/**
 * Lets a wallet decline in however many words: its text is dropped as it comes in, and what is left has to be as small as
 * any body. What says that it is small anyway passes untouched. @see OpenID4VP 1.0, section 8.5
 */
export function dropErrorText(scope: FastifyInstance): preParsingHookHandler {
  const { bodyLimit: mostKept = 0 } = scope.initialConfig
  return (request, _reply, payload, done) => {
    if (Number(request.headers['content-length']) <= mostKept) return done(null, payload)
    return done(null, payload.pipe(new WithoutErrorText(mostKept)))
  }
}

/** A form whose `error_description` is left empty, however it was cut into pieces. */
export class WithoutErrorText extends Transform {
  /** What came in, for Fastify, which compares it with what was announced and with the limit of the route. */
  receivedEncodedLength = 0
  readonly #mostKept: number
  #kept = 0
  /** How the parameter that is being read begins, as far as that tells which it is. */
  #beginning = ''

  constructor(mostKept: number) {
    super()
    this.#mostKept = mostKept
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, kept?: Buffer) => void): void {
    this.receivedEncodedLength += chunk.length
    const [rest = '', ...next] = chunk.toString('latin1').split('&')
    const kept = Buffer.from([this.#keep(rest), ...next.map((parameter) => this.#begin(parameter))].join('&'), 'latin1')
    this.#kept += kept.length
    if (this.#kept > this.#mostKept) return done(new Refusal('body_too_large'))
    done(null, kept)
  }

  #begin(parameter: string): string {
    this.#beginning = ''
    return this.#keep(parameter)
  }

  #keep(piece: string): string {
    const telling = piece.slice(0, dropped.length - this.#beginning.length)
    this.#beginning += telling
    return this.#beginning === dropped ? telling : piece
  }
}
