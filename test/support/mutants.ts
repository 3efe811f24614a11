import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root, textOf } from './source-files.ts'

/** One change to one source file. */
export interface Mutation {
  readonly file: string
  readonly from: string
  readonly to: string
  /** The place of `from`, when it is there more than once. */
  readonly place?: number
}

const importing = /from '(\.[^']+)'/g

const importsOf = (file: string): string[] => [...textOf(file).matchAll(importing)].map((match) => join(dirname(file), match[1] ?? ''))

/**
 * Loads modules with one change in one of the files that they stand on. Only that file and what lies between are
 * copied, to a folder of their own; the rest is the real thing.
 */
export function mutants(entry: string) {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-mutants-'))
  const known = new Map<string, readonly string[]>()
  const imports = (file: string): readonly string[] => {
    const found = known.get(file) ?? importsOf(file)
    known.set(file, found)
    return found
  }
  const standsOn = (file: string, changed: string, above: readonly string[] = []): boolean =>
    file === changed || imports(file).some((below) => !above.includes(below) && standsOn(below, changed, [...above, file]))
  const copied = (file: string, changed: string, done = new Set<string>()): Set<string> => {
    if (done.has(file) || !standsOn(file, changed)) return done
    done.add(file)
    for (const below of imports(file)) copied(below, changed, done)
    return done
  }
  let count = 0
  return {
    async load<Module>({ file, from, to, place = textOf(file).indexOf(from) }: Mutation): Promise<Module> {
      const text = textOf(file)
      if (text.slice(place, place + from.length) !== from) throw new Error(`${file} has no ${from}`)
      count += 1
      const files = copied(entry, file)
      for (const each of files) {
        const changed = each === file ? text.slice(0, place) + to + text.slice(place + from.length) : textOf(each)
        const linked = changed.replaceAll(importing, (whole, path: string) => (files.has(join(dirname(each), path)) ? whole : `from '${join(root, dirname(each), path)}'`))
        const written = join(folder, String(count), each)
        mkdirSync(dirname(written), { recursive: true })
        writeFileSync(written, linked)
      }
      return (await import(/* @vite-ignore */ join(folder, String(count), entry))) as Module
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const importingValues = /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm

/** The files that a module stands on, itself among them, without those that it has types of alone. */
export function importedBy(entry: string, found = new Set<string>()): readonly string[] {
  found.add(entry)
  for (const [, path = ''] of textOf(entry).matchAll(importingValues)) {
    const file = join(dirname(entry), path)
    if (!found.has(file)) importedBy(file, found)
  }
  return [...found]
}

/** Every `throw` of a refusal in a file, as a mutation that makes the refusal and goes on. */
export function guardsOf(file: string, refusal: RegExp): (Mutation & { readonly line: string })[] {
  const text = textOf(file)
  return [...text.matchAll(/throw /g)]
    .filter(({ index }) => refusal.test(text.slice(index + 'throw '.length)))
    .map(({ index }) => ({ file, from: 'throw ', to: 'void ', place: index, line: text.slice(text.lastIndexOf('\n', index) + 1, text.indexOf('\n', index)).trim() }))
}
