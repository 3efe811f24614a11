import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from './source-files.ts'

const node = join(root, 'node_modules/.bin/node')

const holding = `
  const { DatabaseSync } = require('node:sqlite')
  const database = new DatabaseSync(process.argv[1])
  database.exec('BEGIN IMMEDIATE')
  process.stdout.write('held')
  process.stdin.on('end', () => process.exit(0)).resume()`

/** Another program that holds a database's write lock until it is told to let go. */
export async function holdLock(file: string): Promise<{ release(): Promise<void> }> {
  const child = spawn(node, ['-e', holding, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    release: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}

const marking = `
  import { processMark } from '@counterfoil/service-kit/system/process-mark'
  process.stdout.write(processMark() ?? '')
  process.stdin.on('end', () => process.exit(0)).resume()`

/** Another program that does nothing but live. */
export interface MarkedProcess {
  readonly mark: string
  /** As `kill -9` does. */
  kill(): Promise<void>
}

export async function startMarked(): Promise<MarkedProcess> {
  const child = spawn(node, ['--input-type=module', '-e', marking], { cwd: join(root, 'test'), stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const [mark] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    mark: mark.toString(),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
