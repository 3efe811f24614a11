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

function slowest(pattern: RegExp, length = size): string | null {
  const first = /^\^?([\w:/"<=-]+)/.exec(pattern.source)?.[1] ?? ''
  for (const pump of pumpsOf(pattern)) {
    for (const tail of tails) {
      for (const head of first === '' ? [''] : ['', first]) {
        if (isSlow(pattern, (chars) => head + pump.repeat(Math.ceil(chars / pump.length)) + tail, length)) return JSON.stringify(head + pump)
      }
    }
  }
  return null
}

/** What nobody minds, however it grows. */
const negligibleMs = 10
/** Of a text four times as long: a pattern that reads each character a few times takes four times as long, one that goes back for each takes sixteen. */
const steepest = 9

/** The machine has no part in it: a slow or busy one takes longer for the shorter text as well. */
function isSlow(pattern: RegExp, grown: (chars: number) => string, length: number): boolean {
  const text = grown(length)
  if (timeOf(pattern, text) <= negligibleMs) return false
  const shorter = grown(length / 4)
  // The least of a few: what disturbs only adds.
  const least = (whole: string): number => Math.min(...Array.from({ length: 5 }, () => timeOf(pattern, whole)))
  return least(text) > negligibleMs && least(text) > steepest * least(shorter)
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

  it('SRF-16 is done with 64 KiB of whatever suits it worst in a time that grows with its length and not with its square', { timeout: 120_000 }, () => {
    const slow = patterns.flatMap(({ path, pattern }) => {
      const worst = slowest(pattern)
      return worst === null ? [] : [`${path}: ${String(pattern)} on ${worst}`]
    })
    expect(slow).toEqual([])
  })

  it.each([/\s+$/, /^\w*\w*!$/])('would be caught if it were %s', { timeout: 60_000 }, (pattern) => {
    // What takes with its length squared need not take seconds to be seen.
    expect(slowest(pattern, size / 4)).not.toBeNull()
  })
})
