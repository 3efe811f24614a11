import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, textOf } from '../support/source-files.ts'

const page = textOf('docs/conformance.md')
const partOf = (standard: string): string => page.split(`\n## ${standard}\n`)[1]?.split('\n## ')[0] ?? ''
const rowsOf = (part: string): readonly (readonly string[])[] =>
  part
    .split('\n')
    .filter((line) => /^\| (?:[A-F]|\d)[.\d]*\/\d/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))

/** Single sentences of a text like `4.1/1–2, 5; A.1/3`. */
const sentencesIn = (text: string): string[] =>
  text.split('; ').flatMap((one) => {
    const [section = '', places = ''] = one.split('/')
    return places.split(', ').flatMap((place) => {
      const [from = 0, to = from] = place.split('–').map(Number)
      return Array.from({ length: to - from + 1 }, (_, index) => `${section}/${from + index}`)
    })
  })

/** What stands in quotation marks of the language: titles of tests, and of the rows of their tables. */
const textsIn = (source: string): ReadonlySet<string> =>
  new Set([...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g)].map((match) => (match[1] ?? match[2] ?? '').replaceAll(/\\(.)/g, '$1')))

const namedIn = (text: string) => [...text.matchAll(/\]\(\.\.\/(test\/[^)]+\.test\.ts)\): “(.+?)”(?=[;.]? |$)/gm)].map(([, file = '', title = '']) => ({ file, title }))

describe.each(['OpenID4VCI 1.0', 'HAIP 1.0', 'OpenID4VP 1.0 for verifiers', 'HAIP 1.0 for verifiers'])('what %s asks', (standard) => {
  const part = partOf(standard)
  const rows = rowsOf(part)
  const aside = part.split('\n').flatMap((line) => /^- .*?: ((?:[A-F]|\d)[.\d]*\/\d.*)$/.exec(line)?.[1] ?? [])

  it('is each of its sentences once', () => {
    const [, counts = ''] = /^Sentences of each section: (.*)\.$/m.exec(part) ?? []
    const all = counts.split(', ').flatMap((one) => sentencesIn(one.replace(/: (\d+)$/, '/1–$1')))
    expect(all.length).toBeGreaterThan(80)
    expect([...rows.map(([sentences = '']) => sentences), ...aside].flatMap(sentencesIn).toSorted()).toEqual(all.toSorted())
  })

  it('says in each row what is asked, where it is done, and what shows it', () => {
    expect(rows.filter((row) => row.length !== 4 || row.some((cell) => cell.trim() === '')).map(([sentences]) => sentences)).toEqual([])
    expect(rows.filter(([, , where = '']) => !/\]\(|\*\*Not met/.test(where)).map(([sentences]) => sentences)).toEqual([])
  })

  it('is shown, each of it, by a test', () => {
    expect(rows.filter(([, , , shown = '']) => namedIn(shown).length === 0).map(([sentences]) => sentences)).toEqual([])
  })
})

it('what OpenID4VP 1.0 asks of wallets alone is each of those sentences once', () => {
  const asideIn = (part: string, of: RegExp): string[] => part.split('\n').flatMap((line) => of.exec(line)?.[1] ?? []).flatMap(sentencesIn)
  const ofWallets = asideIn(partOf('OpenID4VP 1.0 for verifiers'), /^- of wallets alone: (.*)$/)
  const part = partOf('OpenID4VP 1.0 for wallets')
  const rows = rowsOf(part)
  expect(ofWallets.length).toBeGreaterThan(60)
  expect([...rows.flatMap(([sentences = '']) => sentencesIn(sentences)), ...asideIn(part, /^- .*?: ((?:[A-F]|\d)[.\d]*\/\d.*)$/)].toSorted()).toEqual(ofWallets.toSorted())
  expect(rows.filter(([, , where = '', shown = '']) => !where.includes('](') || namedIn(shown).length === 0)).toEqual([])
})

it('every test that the page about conformance names is there', () => {
  const named = namedIn(page)
  expect(named.length).toBeGreaterThan(150)
  const texts = new Map<string, ReadonlySet<string>>()
  const lost = named.filter(({ file, title }) => {
    if (!existsSync(join(root, file))) return true
    if (!texts.has(file)) texts.set(file, textsIn(textOf(file)))
    return texts.get(file)?.has(title) !== true
  })
  expect(lost).toEqual([])
})
