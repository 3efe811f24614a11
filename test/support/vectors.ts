import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

/** Every vector of one folder of `test/vectors`, with its file's name for the title of a test. */
export function vectorsOf<Vector>(folder: string, matching = /\.json$/): [name: string, vector: Vector][] {
  const files = readdirSync(join(root, 'test', 'vectors', folder)).filter((file) => matching.test(file))
  return files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(root, 'test', 'vectors', folder, file), 'utf8')) as Vector])
}
