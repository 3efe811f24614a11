import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, root, textOf } from '../support/source-files.ts'

const most = 150 * 1024
const pictures = filesBelow('docs/pictures', ['.png'])
const guides = filesBelow('docs', ['.md']).map(textOf).join('\n')
const journeys = filesBelow('test/journeys', ['.spec.ts']).map(textOf).join('\n')

describe('the pictures of the guides', () => {
  it('are each shown by a guide, taken by a journey, and small', () => {
    const names = pictures.map((path) => path.slice('docs/pictures/'.length, -'.png'.length))
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !guides.includes(`](pictures/${name}.png)`))).toEqual([])
    expect(names.filter((name) => !new RegExp(`guidePicture\\(\\w+, '${name}'[,)]`).test(journeys))).toEqual([])
    expect(pictures.filter((path) => statSync(join(root, path)).size > most)).toEqual([])
  })

  it('say in words what they show', () => {
    expect([...guides.matchAll(/!\[([^\]]*)\]\(pictures\//g)].filter(([, words = '']) => words.length < 20)).toEqual([])
  })
})
