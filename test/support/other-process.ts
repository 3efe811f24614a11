import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from './source-files.ts'

const holding = `
  const { DatabaseSync } = require('node:sqlite')
  const database = new DatabaseSync(process.argv[1])
  database.exec('BEGIN IMMEDIATE')
  process.stdout.write('held')
  process.stdin.on('end', () => process.exit(0)).resume()`

/** Another program that holds a database's write lock until it is told to let go. */
export async function holdLock(file: string): Promise<{ release(): Promise<void> }> {
  const child = spawn(join(root, 'node_modules/.bin/node'), ['-e', holding, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    release: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}
