import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { draftSeals } from '@counterfoil/issuer/adapters/draft-seals'
import { txCodeLengths, usualTxCode } from '@counterfoil/issuer/domain/tx-code'
import { readTxCodes, txCodesIn } from '@counterfoil/issuer/tx-codes-file'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-tx-codes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (content: unknown): string => {
  writeFileSync(join(folder, 'codes.json'), JSON.stringify(content))
  return join(folder, 'codes.json')
}
const description = { en: 'By post.', cy: 'Drwy’r post.' }

describe('the file of transaction codes', () => {
  it('says how they look for a type, else for its council; six digits where it is silent', () => {
    const { shapes } = readTxCodes(file({ aldermoor: { usual: { input_mode: 'numeric', length: 8 }, types: { 'blue-badge': { input_mode: 'text', length: 6, description } } }, brackenfield: { types: { residency: { input_mode: 'text', length: 12 } } } }))
    expect(shapes('aldermoor', 'blue-badge')).toEqual({ inputMode: 'text', length: 6, description: 'By post. / Drwy’r post.' })
    expect(shapes('aldermoor', 'residency')).toEqual({ inputMode: 'numeric', length: 8, description: null })
    expect(shapes('brackenfield', 'residency')).toEqual({ inputMode: 'text', length: 12, description: null })
    expect([shapes('brackenfield', 'blue-badge'), shapes('fenwick', 'residency')]).toEqual([usualTxCode, usualTxCode])
  })

  it('is refused when it names a council that there is none of', () => {
    const read = readTxCodes(file({ aldermoor: {}, aldremoor: { usual: { input_mode: 'numeric', length: 8 } } }))
    expect(() => txCodesIn(read, { authorities: [{ id: 'aldermoor' }] })).toThrow('no authority of the network: aldremoor.')
    expect(txCodesIn(read, { authorities: [{ id: 'aldermoor' }, { id: 'aldremoor' }] })('aldremoor', 'residency').length).toBe(8)
  })

  it.each([
    ['a sort that there is none of', { input_mode: 'alphanumeric', length: 8 }, /input_mode/],
    ['no sort', { length: 8 }, /input_mode/],
    ['no length', { input_mode: 'text' }, /length/],
    ['five digits', { input_mode: 'numeric', length: 5 }, /length/],
    ['four letters', { input_mode: 'text', length: 4 }, /length/],
    ['thirteen letters', { input_mode: 'text', length: 13 }, /length/],
    ['half a digit', { input_mode: 'numeric', length: 6.5 }, /length/],
    ['a description in one language', { input_mode: 'text', length: 8, description: { en: 'By post.' } }, /description\.cy/],
    ['a description without languages', { input_mode: 'text', length: 8, description: 'By post.' }, /description/],
    ['a description of nothing', { input_mode: 'text', length: 8, description: { en: '', cy: 'Drwy’r post.' } }, /description\.en/],
    ['a description too long for wallets', { input_mode: 'text', length: 8, description: { en: 'x'.repeat(149), cy: 'x'.repeat(149) } }, /300 characters/],
    ['a description that turns round', { input_mode: 'text', length: 8, description: { en: 'code \u202e321', cy: 'cod' } }, /readable/],
    ['a member that nobody knows', { input_mode: 'text', length: 8, value: 'SECRET' }, /value/],
  ])('is refused with %s', (_what, code, problem) => {
    expect(() => readTxCodes(file({ aldermoor: { usual: code } }))).toThrow(problem)
    expect(() => readTxCodes(file({ aldermoor: { types: { residency: code } } }))).toThrow(problem)
  })
})

describe('a transaction code', () => {
  const seals = draftSeals(cryptoRandom)

  it.each([
    ['numeric', 10],
    ['text', 25],
  ] as const)('of the shortest %s sort is one of a million at least, five of which may be tried', (inputMode, characters) => {
    const drawn = new Set(Array.from({ length: 2000 }, () => seals.newTxCode({ inputMode, length: 12 })).join(''))
    expect(drawn.size).toBe(characters)
    expect(characters ** txCodeLengths[inputMode].least).toBeGreaterThanOrEqual(1_000_000)
  })
})
