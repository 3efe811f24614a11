import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, root, textOf } from '../support/source-files.ts'

const rowsOf = (path: string): string[] => textOf(path).split('\n').filter((line) => line.startsWith('| '))

describe('the documents', () => {
  it('link only to what is there', () => {
    const broken = ['README.md', ...filesBelow('docs', ['.md'])].flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '').filter((target) => !existsSync(join(root, dirname(path), target))).map((target) => `${path} → ${target}`),
    )
    expect(broken).toEqual([])
  })

  it('are each reached from the first page, or from one that is', () => {
    const reached = new Set(['README.md'])
    for (const path of reached) {
      for (const [, target = ''] of textOf(path).matchAll(/\]\((?!https?:)([^)#]+\.md)[^)]*\)/g)) reached.add(join(dirname(path), target))
      if (textOf(path).includes('docs/decisions/)')) for (const decision of filesBelow('docs/decisions', ['.md'])) reached.add(decision)
    }
    expect(filesBelow('docs', ['.md']).filter((path) => !reached.has(path))).toEqual([])
  })
})

describe('the glossary', () => {
  it('names for each term the code that has it', () => {
    const entries = rowsOf('docs/glossary.md').slice(2)
    expect(entries.length).toBeGreaterThan(25)
    const lost = entries.filter((row) => {
      const [, name = '', target = ''] = /\[`([^`]+)`\]\(\.\.\/([^)]+)\)/.exec(row) ?? []
      return target === '' || !(target.endsWith(name) || new RegExp(`export (?:async )?(?:type|interface|class|function|const) ${name}\\b`).test(textOf(target)))
    })
    expect(lost).toEqual([])
  })
})

describe('the page about privacy', () => {
  it('names every table that a migration makes', () => {
    const page = textOf('docs/privacy.md')
    const tables = ['packages', 'services'].flatMap((folder) => filesBelow(folder, ['.ts'])).filter((path) => path.includes('/src/')).flatMap((path) => [...textOf(path).matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?([a-z_]+)/g)].map((match) => match[1] ?? ''))
    expect(tables.length).toBeGreaterThan(8)
    expect(tables.filter((table) => !page.includes(`\`${table}\``))).toEqual([])
  })
})

describe('the page about threats', () => {
  it('gives each guard a test', () => {
    const rows = rowsOf('docs/threats.md').slice(2)
    expect(rows.length).toBeGreaterThan(15)
    expect(rows.filter((row) => !/\]\(\.\.\/test\/[^)]+\)/.test(row.split('|')[4] ?? ''))).toEqual([])
  })
})
