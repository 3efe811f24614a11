import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFormBody } from '@counterfoil/service-kit/http/form-body'

const forms = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b', '=', '%41', '%', '+', ' ', 'ŵ', '.', '~') }), fc.string({ unit: fc.constantFrom('c', '=', '%3D', '%ff', '+', 'â', '-', '_') })))

describe('a form body', () => {
  it('is read as the URL Standard reads it, whether or not anything in it is escaped', () => {
    fc.assert(
      fc.property(forms, (pairs) => {
        const text = pairs.map(([name, value]) => `${name}=${value}`).join('&')
        const expected = [...new URLSearchParams(text)]
        fc.pre(new Set(expected.map(([name]) => name)).size === expected.length)
        expect({ ...parseFormBody(text) }).toEqual(Object.fromEntries(expected))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['', '&', 'a', '=', 'a=', '=b', 'a=b&', '&a=b&&c'])('of %j too', (text) => {
    expect(Object.entries(parseFormBody(text))).toEqual([...new URLSearchParams(text)])
  })

  it.each(['a=1&a=2', 'a&a', 'a=1&%61=2', Array.from({ length: 65 }, (_, number) => `n${number}=x`).join('&')])('is refused when a parameter is there twice, or there are too many: %s', (text) => {
    expect(() => parseFormBody(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error)
  })
})
