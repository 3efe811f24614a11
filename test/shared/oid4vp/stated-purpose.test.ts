import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { parseStatedPurpose } from '@counterfoil/shared/oid4vp/stated-purpose'

const words = { en: 'Renew a Blue Badge', cy: 'Adnewyddu Bathodyn Glas' }
const purpose = (changes: JsonObject = {}): JsonObject => ({ form: words, purpose: words, lawful_basis: words, retention: words, contact: 'dpo@aldermoor.example', optional: ['birth_date'], ...changes })

describe('a stated purpose', () => {
  it('is read as it stands', () => {
    expect(parseStatedPurpose(purpose())).toEqual(purpose())
    expect(parseStatedPurpose(purpose({ optional: [] }))).toEqual(purpose({ optional: [] }))
  })

  it.each<[string, Json | undefined]>([
    ['nothing', undefined],
    ['text', 'to fill in your form'],
    ['a list', [purpose()]],
    ['one language', purpose({ form: { en: 'Renew' } })],
    ['a blank sentence', purpose({ purpose: { en: ' ', cy: 'x' } })],
    ['a number for a sentence', purpose({ retention: { en: 1, cy: 'x' } })],
    ['a sentence of 501 characters', purpose({ lawful_basis: { en: 'x'.repeat(501), cy: 'x' } })],
    ['two lines', purpose({ form: { en: 'Renew\nApproved by all', cy: 'x' } })],
    ['a line separator', purpose({ form: { en: 'Renew\u2028Approved', cy: 'x' } })],
    ['words that read backwards', purpose({ form: { en: 'a\u202eb', cy: 'x' } })],
    ['characters that do not show', purpose({ form: { en: 'Re\u200bnew', cy: 'x' } })],
    ['no contact', purpose({ contact: undefined })],
    ['no list of what is optional', purpose({ optional: undefined })],
    ['text for what is optional', purpose({ optional: 'birth_date' })],
    ['an optional claim that can be none', purpose({ optional: ['birth date'] })],
    ['a number among what is optional', purpose({ optional: [7] })],
  ])('of %s is none, rather than one that reads otherwise', (_what, value) => {
    expect(parseStatedPurpose(value)).toBeNull()
  })
})
