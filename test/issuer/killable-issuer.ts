import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../support/source-files.ts'

/** An issuer in a process of its own, which a test may kill at any moment. @see ./issuer-process.ts for what it can be told */
export interface KillableIssuer {
  readonly child: ChildProcessWithoutNullStreams
  /** Sends a line and gives the next line that it answers. */
  ask(line: string): Promise<string>
  /** Sends lines; `heard` gets each line that comes back, until as many came or the process is gone. */
  tell(lines: readonly string[], heard: (line: string) => void): Promise<void>
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>
}

/** Whoever is killed leaves no compiled code behind, so it is written as soon as it is there: a later start takes half the time. */
const compiled = join(root, '.data', 'compiled-for-kill-tests')

/** `ahead`: by how many seconds its clock is ahead of this machine's. */
export async function startKillableIssuer(configFile: string, port: number, ahead = 0): Promise<KillableIssuer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'issuer-process.ts'), configFile, String(port), String(ahead)], { stdio: 'pipe', env: { ...process.env, LOG_LEVEL: 'silent', NODE_COMPILE_CACHE: compiled } })
  const errors: string[] = []
  child.stderr.on('data', (text: Buffer) => errors.push(text.toString()))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const gone = once(child, 'exit')
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`the issuer ended: ${errors.join('')}`)
    return line.value
  }
  if ((await next()) !== 'ready') throw new Error('the issuer did not start')
  const write = (text: readonly string[]): unknown => child.stdin.write(`${text.join('\n')}\n`)
  child.stdin.on('error', () => {})
  return {
    child,
    gone,
    ask: (line) => {
      write([line])
      return next()
    },
    tell: async (text, heard) => {
      write(text)
      for (let count = 0; count < text.length; count += 1) {
        const line = await lines.next()
        if (line.done === true) return
        heard(line.value)
      }
    },
  }
}
