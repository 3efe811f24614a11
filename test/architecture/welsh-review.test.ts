import { describe, expect, it } from 'vitest'
import { expectCheckedIn } from '../support/checked-in.ts'
import { filesBelow, textOf } from '../support/source-files.ts'
import { parts, welshReviewPage } from './welsh-review-page.ts'

const all = parts.flatMap(({ words }) => words)

describe('the Welsh that awaits a translator', () => {
  it('is all in one list', () => {
    expectCheckedIn('docs/welsh-review.md', welshReviewPage())
  })

  it('misses no file of words', () => {
    const listed = new Set(all.map(({ cy }) => cy))
    const files = ['packages', 'services', 'wallet/src', 'examples'].flatMap((folder) => filesBelow(folder, ['.ts'])).filter((path) => /\/src\/.*(words|forms)\//.test(path) && /= bilingual\(|\bcy: '|Machine-made Welsh/.test(textOf(path)))
    expect(files.length).toBeGreaterThan(10)
    // What takes a gap is in the list in its own way: one sentence of each file without any is enough.
    const lost = files.filter((path) => ![...textOf(path).matchAll(/'([^'$\n]*)'/g)].some(([, sentence = '']) => listed.has(sentence)))
    expect(lost).toEqual([])
  })

  it('is not English', () => {
    const same = all.filter(({ en, cy }) => en === cy && /[a-z]{4,} [a-z]{3,}/i.test(en))
    expect(same.map(({ id }) => id)).toEqual([])
  })

  it('has an end to each sentence where the English has one', () => {
    const odd = all.filter(({ en, cy }) => /[.?]$/.test(en) !== /[.?]$/.test(cy))
    expect(odd.map(({ id, en, cy }) => `${id}: ${en} / ${cy}`)).toEqual([])
  })

  it('keeps every gap', () => {
    const gaps = (text: string): string => [...text.matchAll(/\{\{\w+\}\}/g)].map(([gap]) => gap).toSorted().join(' ')
    // A form for none at all says so without the number.
    expect(all.filter(({ id, en, cy }) => !id.endsWith('_zero') && gaps(en) !== gaps(cy)).map(({ id }) => id)).toEqual([])
  })
})
