import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './source-files.ts'

/** A file of the repository that is made from the code, as it is checked in. `WRITE_GENERATED=1` writes it first. */
export function generatedFile(path: string, made: string): string {
  const file = join(root, path)
  if (process.env['WRITE_GENERATED'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, made)
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
