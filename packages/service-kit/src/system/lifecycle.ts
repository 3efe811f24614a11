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
