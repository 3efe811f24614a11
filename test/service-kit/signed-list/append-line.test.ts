import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import { appendLine, readLines } from '@counterfoil/service-kit/signed-list/list-folder'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-lines-'))
const file = join(folder, 'entries.jsonl')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a line of a file that only grows', () => {
  it('stands where it was judged to stand, or nowhere: what came meanwhile was first', () => {
    appendLine(file, 'one', 0)
    appendLine(file, 'two', 1)
    expect(() => appendLine(file, 'another two', 1)).toThrow(ListDoubtful)
    expect(readLines(file)).toEqual(['one', 'two'])
  })

  it('takes the place of one that was cut off', () => {
    appendFileSync(file, 'thr')
    appendLine(file, 'three', 2)
    expect(readLines(file)).toEqual(['one', 'two', 'three'])
  })
})
