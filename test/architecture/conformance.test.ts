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

describe.each([
  // Of the two last, the table of each side sets other sentences aside.
  { standard: 'OpenID4VP 1.0', asideIn: ['OpenID4VP 1.0 for verifiers'], least: 60 },
  { standard: 'OpenID4VCI 1.0', asideIn: ['OpenID4VCI 1.0'], least: 25 },
  { standard: 'HAIP 1.0', asideIn: ['HAIP 1.0', 'HAIP 1.0 for verifiers'], least: 12 },
])('what $standard asks of wallets', ({ standard, asideIn, least }) => {
  const listed = (part: string, of: RegExp): string[] => part.split('\n').flatMap((line) => of.exec(line)?.[1] ?? []).flatMap(sentencesIn)
  const ofWallets = asideIn.flatMap((part) => listed(partOf(part), /^- of wallets alone: (.*)$/))
  const part = partOf(`${standard} for wallets`)
  const rows = rowsOf(part)
  const told = [...rows.flatMap(([sentences = '']) => sentencesIn(sentences)), ...listed(part, /^- .*?: ((?:[A-F]|\d)[.\d]*\/\d.*)$/)]

  it('is each of the sentences that ask nothing of others, and none twice', () => {
    expect(new Set(ofWallets).size).toBeGreaterThan(least)
    expect(ofWallets.filter((sentence) => !told.includes(sentence))).toEqual([])
    expect(told.filter((sentence, index) => told.indexOf(sentence) !== index)).toEqual([])
  })

  it('is no sentence that the standard doesn’t have', () => {
    const [, counts = ''] = asideIn.flatMap((aside) => /^Sentences of each section: (.*)\.$/m.exec(partOf(aside)) ?? [])
    const all = new Set(counts.split(', ').flatMap((one) => sentencesIn(one.replace(/: (\d+)$/, '/1–$1'))))
    expect(told.filter((sentence) => !all.has(sentence))).toEqual([])
  })

  it('has for each where it is done, or that it isn’t, and a test', () => {
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.filter((row) => row.length !== 4 || !(row[2] ?? '').includes('](') || namedIn(row[3] ?? '').length === 0)).toEqual([])
  })
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
