import { pino, type Logger } from 'pino'

export type { Logger }

/** Logs lines of JSON on standard output. Callers name each field; nothing is ever logged whole. */
export const createLogger = (service: string): Logger =>
  pino({
    base: { service },
    level: process.env['LOG_LEVEL'] ?? 'info',
    serializers: { err: (error: Error & { code?: string }) => ({ type: error.name, code: error.code, stack: error.stack?.split('\n').slice(1, 6) }) },
  })
