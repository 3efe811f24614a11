import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, root, textOf } from '../support/source-files.ts'

describe('the documents', () => {
  it('link only to what is there', () => {
    const broken = ['README.md', ...filesBelow('docs', ['.md'])].flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '').filter((target) => !existsSync(join(root, dirname(path), target))).map((target) => `${path} → ${target}`),
    )
    expect(broken).toEqual([])
  })
})
