import { describe, expect, it } from 'vitest'
import { faultOfCredential } from '@counterfoil/shared/vc/fault-of-credential'
import { documentOf, statements } from '../../support/credential-documents.ts'

describe('a credential of the W3C data model 2.0', () => {
  it.each(statements)('$says', ({ good, bad }) => {
    expect(faultOfCredential(documentOf(good))).toBeNull()
    expect(bad.filter(([, changes]) => faultOfCredential(documentOf(changes)) === null).map(([what]) => what)).toEqual([])
  })

  it.each([undefined, null, [], 'x', 7, true])('is not %j', (value) => {
    expect(faultOfCredential(value)).toBe('no object')
  })
})
