import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { root } from './source-files.ts'

/**
 * A file of the repository that is made from the code is as the code makes it now. `WRITE_GENERATED=1` writes it instead:
 * look at what changed, and commit it.
 */
export function expectCheckedIn(path: string, made: string): void {
  const file = join(root, path)
  if (process.env['WRITE_GENERATED'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, made)
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '', `${path} is stale: run npm run generate`).toBe(made)
}
