import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-files.ts'

const sources = ['packages', 'services', 'wallet', 'examples', 'neighbourhood'].flatMap((folder) => filesBelow(folder, ['.ts', '.tsx']).filter((path) => path.includes('/src/')))

interface Pattern {
  readonly path: string
  readonly pattern: RegExp
}

/** Every pattern that is written in the source: literals, and the `pattern` of a schema. */
const patterns: Pattern[] = sources.flatMap((path) => {
  const text = textOf(path)
  const literals = [...text.matchAll(/(?<=[=(,:!&|?[]\s*|return )\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])*)\/([dgimsuvy]*)/g)].map((match) => [match[1] ?? '', match[2] ?? ''])
  const schemas = [...text.matchAll(/\bpattern: '([^'\n]+)'/g)].map((match) => [match[1] ?? '', 'u'])
  return [...literals, ...schemas].flatMap(([source = '', flags = '']) => {
    try {
      return [{ path, pattern: new RegExp(source, flags) }]
    } catch {
      return []
    }
  })
})

const size = 64 * 1024
const common = ['a', 'A', '0', ' ', '\t', '\n', '.', '-', '_', '=', '"', '\\', '/', '%', '+', ':', ';', ',', '(', '{', '[', '~', '#', '@', '*', "'", '\u00e9', '\u00ad', '\u2010', 'a.', 'a-', 'a=', 'a ', ' a', 'a,', 'a/', '\\a', '"a"', '0x', '0.', 'aA0', 'a\n', '=a;', '://', '%41', '.a/']
const tails = ['', '\u0000', '!']

/** What a pattern is pumped with: what everybody would try, and the pieces of the pattern itself. */
const pumpsOf = ({ source }: RegExp): string[] => [...new Set([...common, ...source.split(/[\\^$.*+?()[\]{}|]+/).filter((piece) => piece !== '' && piece.length < 12)])]

function slowest(pattern: RegExp, budgetMs: number, length = size): string | null {
  const first = /^\^?([\w:/"<=-]+)/.exec(pattern.source)?.[1] ?? ''
  for (const pump of pumpsOf(pattern)) {
    for (const tail of tails) {
      for (const head of first === '' ? [''] : ['', first]) {
        const text = head + pump.repeat(Math.ceil(length / pump.length)) + tail
        if (isSlow(pattern, text, budgetMs)) return JSON.stringify(head + pump)
      }
    }
  }
  return null
}

/** Three times in a row, or once beyond doubt: what a busy machine adds is no property of the pattern. */
function isSlow(pattern: RegExp, text: string, budgetMs: number): boolean {
  for (let turn = 0; turn < 3; turn += 1) {
    const took = timeOf(pattern, text)
    if (took > 50 * budgetMs) return true
    if (took <= budgetMs) return false
  }
  return true
}

/** Milliseconds of the processor's: those of a clock tell how busy the machine is. */
function timeOf(pattern: RegExp, text: string): number {
  pattern.lastIndex = 0
  const before = process.cpuUsage()
  pattern.test(text)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('every pattern in the source', () => {
  it('is found, so that this file is about something', () => {
    expect(patterns.length).toBeGreaterThan(80)
  })

  it('SRF-16 is done with 64 KiB of whatever suits it worst in less than ten milliseconds', { timeout: 120_000 }, () => {
    const slow = patterns.flatMap(({ path, pattern }) => {
      const worst = slowest(pattern, 10)
      return worst === null ? [] : [`${path}: ${String(pattern)} on ${worst}`]
    })
    expect(slow).toEqual([])
  })

  it.each([/\s+$/, /^\w*\w*!$/])('would be caught if it were %s', { timeout: 60_000 }, (pattern) => {
    // What takes with its length squared need not take seconds to be seen.
    expect(slowest(pattern, 10, size / 4)).not.toBeNull()
  })
})
