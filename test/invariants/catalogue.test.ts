import { describe as suite, expect, it } from 'vitest'
import { invariants } from '@counterfoil/invariants/catalogue'
import { describe } from '@counterfoil/invariants/report'
import { textOf } from '../support/source-files.ts'

suite('the catalogue of invariants', () => {
  it('has INV-01 to INV-22, each once and in order', () => {
    expect(invariants.map(({ id }) => id)).toEqual(Array.from({ length: 22 }, (_, index) => `INV-${String(index + 1).padStart(2, '0')}`))
  })

  it('is what docs/invariants.md says', () => {
    expect(textOf('docs/invariants.md')).toBe(describe(invariants))
  })
})
