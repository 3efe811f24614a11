import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvFileOf, csvOf, neutralised, withoutApostrophe } from '@counterfoil/shared/kernel/csv'

const startsAFormula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

describe('a CSV file of ours', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\uff1d1'])('ADM-18 begins no cell as a formula would: %j', (text) => {
    expect(csvOf([[text]])).toBe(`"'${text}"\r\n`)
  })

  it('is read back as what was written, whatever stands in it', () => {
    const rows = fc.array(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[=+\-@\t\r' ,"\n;]{0,4}$/)), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(rows, (written) => {
        const read = parse(csvFileOf(written), { bom: true })
        expect(read).toEqual(written.map((row) => row.map(neutralised)))
        for (const cell of read.flat()) expect(cell).not.toMatch(startsAFormula)
      }),
    )
  })

  it('comes back to us without the apostrophe that it got, and with one that it had', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[=+\-@\t\ra-c]{0,3}$/)), (text) => {
        if (!text.startsWith("'")) expect(withoutApostrophe(neutralised(text))).toBe(text)
      }),
    )
    expect(withoutApostrophe("'tis")).toBe("'tis")
  })
})
