import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTraces } from '@counterfoil/invariants/canary/search'
import { searchApart } from '@counterfoil/invariants/canary/search-apart'
import { writingsOf } from '@counterfoil/invariants/canary/writings'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-canary-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const value = "O'Shea & Sons <12> Harbour Lane"
const markers = [{ name: 'address', value }]
const find = (spared: readonly string[] = []): string[] => findTraces({ places: [folder], markers, spared })
const write = (content: Buffer | string, name = 'file'): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('the search for claim values', () => {
  it.each(writingsOf(value).map(({ how, bytes }) => [how, bytes] as const))('finds a value written as %s', (how, bytes) => {
    const file = write(Buffer.concat([Buffer.alloc(1001, 1), bytes, Buffer.alloc(77, 2)]))
    expect(find()).toContain(`${file} holds address (${how})`)
  })

  it.each(['base64', 'base64url'] as const)('finds a value at any place of a longer text in %s', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }), (before, after) => {
        write(Buffer.from(`${before}${value}${after}`).toString(encoding))
        expect(find().some((line) => line.includes('base64'))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it.each([-3, -1, 0, 1, value.length - 1])('finds a value on the seam of two pieces of a large file (%i)', (shift) => {
    const content = Buffer.alloc(9 * 1024 * 1024, 0x20)
    content.write(value, 4 * 1024 * 1024 - shift)
    write(content)
    expect(find()).toEqual([`${join(folder, 'file')} holds address (plain)`])
  })

  it('finds nothing in a value that is only like it', () => {
    write(value.slice(1))
    write(value.toUpperCase(), 'other')
    expect(find()).toEqual([])
  })

  it('leaves out what is spared, by name or ending, however deep', () => {
    mkdirSync(join(folder, 'deep', 'records'), { recursive: true })
    write(value, 'deep/records/person')
    write(value, 'deep/people.csv')
    const file = write(value, 'deep/log')
    expect(find(['records', '.csv'])).toEqual([`${file} holds address (plain)`])
  })

  it('runs in a process of its own, and tells names, never values', async () => {
    const file = write(value)
    const found = await searchApart({ places: [folder, join(folder, 'nothing')], markers, spared: [] })
    expect(found).toEqual([`${file} holds address (plain)`])
  })

  it('refuses a marker so short that it stands everywhere', () => {
    expect(() => findTraces({ places: [], markers: [{ name: 'initial', value: 'abc' }], spared: [] })).toThrow('fewer than four')
  })
})
