import { pino, type DestinationStream, type Logger } from 'pino'

export type { Logger }

const errorFields = (error: Error & { code?: string }) => ({ type: error.name, code: error.code, stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 5) })

/** Logs lines of JSON on standard output. Callers name each field; nothing is ever logged whole. */
export const createLogger = (service: string, destination: DestinationStream = pino.destination(1)): Logger =>
  pino({ base: { service }, level: process.env['LOG_LEVEL'] ?? 'info', serializers: { err: errorFields } }, destination)
