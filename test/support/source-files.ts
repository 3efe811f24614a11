import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The repository's root folder. */
export const root = join(import.meta.dirname, '..', '..')

const skipped = new Set(['node_modules', 'dist', 'lib', '.data', '.git', 'test-results'])

/** Files below a folder of the repository, as paths from its root with forward slashes. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => skipped.has(part)))
}

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
