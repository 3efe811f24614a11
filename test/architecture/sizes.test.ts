import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-files.ts'

const sources = ['packages', 'services', 'wallet', 'examples', 'neighbourhood', 'bench'].flatMap((folder) =>
  filesBelow(folder, ['.ts', '.tsx']).filter((path) => path.includes('/src/') && !path.includes('/words/') && !path.includes('/migrations/')),
)
const lines = sources.map((path) => ({ path, lines: textOf(path).split('\n').length }))

describe('source files', () => {
  it('are each one concept: none above 400 lines', () => {
    expect(lines.filter((file) => file.lines > 400)).toEqual([])
  })

  it('have a short tail: 95 of 100 within 250 lines', () => {
    const long = lines.filter((file) => file.lines > 250)
    expect(long.length / lines.length, long.map((file) => `${file.lines} ${file.path}`).join('\n')).toBeLessThanOrEqual(0.05)
  })

  it('have no names that say nothing', () => {
    expect(sources.filter((path) => /(^|\/)(utils?|helpers?|common|managers?|misc|info)(\/|\.)/.test(path))).toEqual([])
  })
})
