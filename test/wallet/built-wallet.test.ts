import { readFileSync } from 'node:fs'
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

const first = [...textOf('index.html').matchAll(/<script[^>]*src="\/([^"]+)"/g)].flatMap(([, path = '']) => [...withImports(path)])

describe('the built wallet', () => {
  it('is there as soon as 120 kB of script have come', () => {
    expect(first.length).toBeGreaterThan(0)
    expect(first.reduce((size, path) => size + gzipSync(textOf(path)).length, 0)).toBeLessThanOrEqual(120_000)
  })

  it('needs nothing that its content security policy forbids, and stretches no passphrase before there is one', () => {
    for (const path of first) expect(textOf(path), path).not.toMatch(/WebAssembly|\beval\(|argon2id/i)
  })
})
