import { describe, expect, it } from 'vitest'
import { expectCheckedIn } from '../support/checked-in.ts'
import { filesBelow, textOf } from '../support/source-files.ts'
import { common, configurationPage, environmentExample, programs } from './configuration-page.ts'

const all = [...common, ...programs.flatMap(({ settings }) => settings)]

describe('the settings', () => {
  it('are told as the programs read them', () => {
    expectCheckedIn('docs/configuration.md', configurationPage())
    expectCheckedIn('.env.example', environmentExample())
  })

  it('have each a meaning and an example', () => {
    expect(all.filter(({ meaning, example }) => meaning === '' || example === '').map(({ name }) => name)).toEqual([])
  })

  it('are all told: no program reads the environment behind their back', { timeout: 30_000 }, () => {
    const known = new Set(all.map(({ name }) => name))
    const read = ['packages', 'services', 'wallet/src', 'examples', 'neighbourhood'].flatMap((folder) => filesBelow(folder, ['.ts', '.tsx'])).flatMap((path) => [...textOf(path).matchAll(/\benv(?:\.|\[')([A-Z][A-Z_]+)/g)].map((match) => match[1] ?? ''))
    expect(read.length).toBeGreaterThan(3)
    expect([...new Set(read)].filter((name) => !known.has(name))).toEqual([])
  })
})
