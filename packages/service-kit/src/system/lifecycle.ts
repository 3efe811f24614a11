import { ConfigurationError } from '../config/read-env.ts'

/** What a running service lets its process do. */
export interface Running {
  close(): Promise<void>
}

/** Exit code of a service whose port somebody else holds. */
export const portInUse = 3
const longestDrain = 10_000

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code

/** Runs a service until it is told to stop; what hinders it from starting is told in one sentence. */
export function runService(name: string, start: () => Promise<Running>): void {
  endOnFault(name)
  start().then(
    (running) => stopOnSignal(running),
    (error: unknown) => {
      const port = (error as { port?: number } | null)?.port
      if (codeOf(error) === 'EADDRINUSE') exitSaying(portInUse, `${name}: port ${port ?? ''} is in use by another program.`)
      else if (error instanceof ConfigurationError) exitSaying(2, `${name}: ${error.message}`)
      else exitSaying(1, `${name} could not start: ${error instanceof Error ? error.message : 'unknown reason'}`)
    },
  )
}

/**
 * A fault that nobody handled leaves the process in a state that nobody knows: it ends, and is started again. What is said
 * of it is where it happened, never its message, which may quote what came in.
 */
function endOnFault(name: string): void {
  const end = (error: unknown): void => {
    const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 5) : []
    exitSaying(70, [`${name} ended by a fault of its own (${error instanceof Error ? error.name : typeof error}).`, ...places].join('\n'))
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

function exitSaying(code: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

function stopOnSignal(running: Running): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), longestDrain).unref()
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
