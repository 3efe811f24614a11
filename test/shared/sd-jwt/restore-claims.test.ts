import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectClaims } from '@counterfoil/shared/dcql/claims-path'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { parseDisclosure } from '@counterfoil/shared/sd-jwt/disclosure'
import { restoreClaims, type RestoredClaims } from '@counterfoil/shared/sd-jwt/restore-claims'
import { canonical, hideClaims, type Fate } from '../../support/hidden-claims.ts'
import { disclosure, sha256 } from '../../support/presentations.ts'

const restore = (payload: JsonObject, encoded: readonly string[]): RestoredClaims => restoreClaims(payload, encoded.map((text) => parseDisclosure(text, { sha256 })))

// Names as they come, and those that trip programs up.
const name = fc.oneof({ weight: 3, arbitrary: fc.string({ maxLength: 8 }) }, { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'then', '0', '-1', '', 'é', '日本', '\u0000', '\ud800', 'vct', '_SD') })
const { tree } = fc.letrec<{ tree: Json; object: JsonObject }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, depthSize: 'small' }, fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null)), tie('object'), fc.array(tie('tree'), { maxLength: 4 })),
  object: fc.array(fc.tuple(name, tie('tree')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
}))
const object = fc.array(fc.tuple(name, tree), { maxLength: 6 }).map((entries): JsonObject => Object.fromEntries(entries))
const ordinary = (value: JsonObject): boolean => !/"(_sd|_sd_alg|\.\.\.)":/.test(JSON.stringify(value)) && !Object.keys(value).some((key) => ['vct', 'iss', 'exp', 'nbf', 'cnf', 'status'].includes(key))

describe('claims of which parts are hidden', () => {
  it('are restored to what they were, whatever is nested and whatever it is called', () => {
    fc.assert(
      fc.property(object.filter(ordinary), fc.infiniteStream(fc.constantFrom<Fate>('no', 'shown', 'shown')), fc.infiniteStream(fc.boolean()), (claims, fates, decoys) => {
        const hidden = hideClaims(claims, () => fates.next().value, () => decoys.next().value)
        fc.pre(hidden.disclosures.length <= 200)
        expect(canonical(restore(hidden.payload, hidden.disclosures).claims)).toBe(canonical(claims))
      }),
      { numRuns: 500 },
    )
  })

  it('are restored to what is disclosed, in whatever order, with each disclosure at the place it names', () => {
    fc.assert(
      fc.property(object.filter(ordinary), fc.infiniteStream(fc.constantFrom<Fate>('no', 'withheld', 'shown')), fc.infiniteStream(fc.boolean()), (claims, fates, decoys) => {
        const hidden = hideClaims(claims, () => fates.next().value, () => decoys.next().value)
        const restored = restore(hidden.payload, hidden.disclosures.toReversed())
        expect(canonical(restored.claims)).toBe(canonical(hidden.claims))
        for (const { path, value } of restored.disclosures) {
          const found = selectClaims(restored.claims, path, restored.places)
          expect(found).toHaveLength(1)
          if (typeof value !== 'object' || value === null) expect(found[0]?.value).toBe(value)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('leave no trace of digests', () => {
    const inner = disclosure('Welsh')
    const outer = disclosure('languages', [{ '...': sha256(inner) }, { '...': 'decoy' }, 'French'])
    const { claims, places } = restore({ _sd_alg: 'sha-256', _sd: [sha256(outer), 'decoy-2'], address: { _sd: ['decoy-3'] }, list: [{ '...': 'decoy-4' }] }, [inner, outer])
    expect(canonical(claims)).toBe('{"address":{},"languages":["Welsh","French"],"list":[]}')
    expect(places.get(claims['languages'] as Json[])).toEqual([0, 2])
  })

  it('keep an empty _sd for what it is: nothing', () => {
    expect(canonical(restore({ _sd: [], a: 1 }, []).claims)).toBe('{"a":1}')
  })

  it('may hold an element named like a digest once it is disclosed', () => {
    const element = disclosure({ '....': 1 })
    expect(canonical(restore({ list: [{ '...': sha256(element) }] }, [element]).claims)).toBe('{"list":[{"....":1}]}')
  })

  it('put digests that come with a disclosure in place, too', () => {
    const inner = disclosure('x')
    const outer = disclosure({ '...': sha256(inner) })
    // The outer element is an object of one digest: a disclosed value is gone through like any other.
    expect(() => restore({ list: [{ '...': sha256(outer) }] }, [outer, inner])).toThrow(expect.objectContaining({ detail: 'a reserved name' }))
    const list = disclosure([{ '...': sha256(inner) }])
    expect(canonical(restore({ list: [{ '...': sha256(list) }] }, [list, inner]).claims)).toBe('{"list":[["x"]]}')
  })

  it('have no prototype, at any level', () => {
    const { claims } = restore(JSON.parse('{"a":{"b":[{"c":1}]}}') as JsonObject, [])
    const within = claims['a'] as { b: object[] }
    for (const level of [claims, within, within.b[0] ?? {}]) expect(Object.getPrototypeOf(level)).toBeNull()
  })
})
