import { pino, type DestinationStream, type Logger } from 'pino'

export type { Logger }

/** Where an error came from. A stack starts with the message, which may hold lines of its own, and none of it is for a log. */
const framesOf = ({ stack = '', message }: Error): string[] =>
  stack
    .slice(stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .slice(0, 5)
const errorFields = (error: Error & { code?: string }) => ({ type: error.name, code: error.code, stack: framesOf(error) })

const gathered = 4096
const longestWait = 500

let standard: DestinationStream | null = null

/**
 * Standard output, written to in pieces and at least twice a second: a system call for each line costs more than the line.
 * When nobody reads it any more, lines are lost and the process can still end: the library's own flush at the exit would
 * try for ever.
 */
function standardOutput(): DestinationStream {
  if (standard !== null) return standard
  const output = pino.destination({ dest: 1, sync: true })
  output.on('error', () => {})
  let lines = ''
  const pass = (): void => {
    if (lines === '') return
    output.write(lines)
    lines = ''
  }
  setInterval(pass, longestWait).unref()
  process.on('exit', pass)
  standard = {
    write: (line) => {
      lines += line
      if (lines.length >= gathered) pass()
    },
  }
  return standard
}

/** Logs lines of JSON on standard output. Callers name each field; nothing is ever logged whole. */
export const createLogger = (service: string, destination: DestinationStream = standardOutput()): Logger =>
  pino({ base: { service }, level: process.env['LOG_LEVEL'] ?? 'info', serializers: { err: errorFields } }, destination)
