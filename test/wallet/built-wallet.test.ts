import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { root } from '../support/source-files.ts'

const dist = join(root, 'wallet', 'dist')
const textOf = (path: string): string => readFileSync(join(dist, path), 'utf8')

/** A script and all that it imports at once, not on demand. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  for (const [, name = ''] of textOf(path).matchAll(/(?:^|[;}\n])(?:import|export)[^;'"`()]*from[`'"]\.\/([^`'"]+)/g)) withImports(join('assets', name), seen)
  return seen
}

/** The words of the language that has more to say: one of them comes with the first screen. */
const words = readdirSync(join(dist, 'assets')).flatMap((name) => (/^(?:en|cy)-[\w-]+\.js$/.test(name) ? [join('assets', name)] : []))
const most = words.toSorted((one, other) => textOf(other).length - textOf(one).length).slice(0, 1)
const named = [...textOf('index.html').matchAll(/<(?:script|link rel="modulepreload")[^>]* (?:src|href)="\/([^"]+)"/g)].map(([, path = '']) => path)
const first = [...named, ...most].reduce((seen, path) => withImports(path, seen), new Set<string>())

describe('the built wallet', () => {
  it('is there as soon as 80 kB of script have come, of 120 kB that are allowed, in few files and with the words of one language', () => {
    expect(words).toHaveLength(2)
    expect(first.size).toBeGreaterThan(2)
    expect(first.size).toBeLessThanOrEqual(5)
    expect([...first].reduce((size, path) => size + gzipSync(textOf(path)).length, 0)).toBeLessThanOrEqual(80_000)
  })

  it('WAL-17: keeps for its service worker files of its own version alone, each by the hash of its content, and no answer of anybody', () => {
    const worker = textOf('sw.js')
    const kept = [...worker.matchAll(/url:"([^"]+)",revision:(?:"([0-9a-f]+)"|null)/g)].map(([, path = '', revision]) => ({ path, revision }))
    expect(kept.length).toBeGreaterThan(20)
    for (const { path, revision } of kept) {
      const content = readFileSync(join(dist, path))
      if (revision === undefined) expect(path).toMatch(/^assets\/[\w.-]+-[\w-]{8}\.(?:js|css)$/)
      else expect(revision, path).toBe(createHash('md5').update(content).digest('hex'))
    }
    // What keeps answers at run time has rules for which and how long; there is none of it here.
    expect(worker).not.toMatch(/importScripts|workbox:(?:expiration|cacheable-response|background-sync|broadcast-update|range-requests)/)
    expect(worker).toContain('network\\.json')
  })

  it('is called on a device as its citizen speaks', () => {
    const [en, cy] = ['manifest.webmanifest', 'manifest.cy.webmanifest'].map((path) => JSON.parse(textOf(path)) as Record<string, unknown>)
    const { name, short_name, description, lang, shortcuts: _, ...same } = en ?? {}
    expect(cy).toMatchObject(same)
    expect(cy).toMatchObject({ lang: 'cy-GB', name: 'Waled Counterfoil', short_name: 'Waled', shortcuts: [{ name: 'Ychwanegu neu rannu', url: '/add' }] })
    expect([name, short_name, lang]).toEqual(['Counterfoil wallet', 'Wallet', 'en-GB'])
    expect(cy?.['description']).not.toBe(description)
    expect(textOf('sw.js')).toContain('"manifest.cy.webmanifest"')
  })

  it('needs nothing that its content security policy forbids, and stretches no passphrase before there is one', () => {
    for (const path of first) expect(textOf(path), path).not.toMatch(/WebAssembly|\beval\(|argon2id/i)
  })
})
