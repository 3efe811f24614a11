import { encode as encodeCbor } from 'cbor2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cbor } from '@counterfoil/shared/cbor/cbor'
import { CborFault, decodeCbor } from '@counterfoil/shared/cbor/decode-cbor'
import type { CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { handover, mdocCertificate, mdocQuery, presentMdoc } from '../../support/mdoc-presentations.ts'
import { audience, nonce, ports } from '../../support/presentations.ts'
import { presentW3c, w3cQuery } from '../../support/w3c-presentations.ts'

const good: [string, string, CredentialQuery][] = [
  ['data model 1.1', presentW3c(1), w3cQuery()],
  ['data model 2.0', presentW3c(2), w3cQuery()],
  ['mdoc', presentMdoc(), mdocQuery()],
]
/** Nothing signs the certificates of an mdoc: that they are the signer's, a port must say. */
const outcomeOf = async (presentation: string, query: CredentialQuery): Promise<string> => (await verifyPresentation({ presentation, query, audience, nonce, handover }, ports({ certifiesKey: ([leaf]) => leaf === mdocCertificate }))).outcome

describe.each(good)('a good presentation of %s', (_format, presentation, query) => {
  it('is accepted', async () => {
    expect(await outcomeOf(presentation, query)).toBe('verified')
  })

  it('with any character altered is refused, and is never a fault', async () => {
    const accepted: number[] = []
    for (let place = 0; place < presentation.length; place += 3) {
      const altered = presentation.slice(0, place) + (presentation[place] === 'A' ? 'B' : 'A') + presentation.slice(place + 1)
      if ((await outcomeOf(altered, query)) !== 'refused') accepted.push(place)
    }
    expect(accepted).toEqual([])
  })

  it('cut off, cut out, repeated or added to anywhere is refused, and is never a fault', async () => {
    const place = fc.nat({ max: presentation.length })
    const change = fc.oneof(
      place.map((end) => presentation.slice(0, end)),
      fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(([start, length]) => presentation.slice(0, start) + presentation.slice(start + length)),
      fc.tuple(place, fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('.', '=', ' ', '\u0000', '\ud800'))).map(([start, text]) => presentation.slice(0, start) + text + presentation.slice(start)),
    )
    await fc.assert(fc.asyncProperty(change.filter((altered) => altered !== presentation), async (altered) => {
      expect(await outcomeOf(altered, query)).toBe('refused')
    }), { numRuns: 300 })
  })
})

/** As our decoder gives it. */
const plainOf = (value: Cbor): unknown => {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plainOf(item as Cbor)]))
  return Array.isArray(value) ? value.map(plainOf) : value instanceof Uint8Array ? Buffer.from(value) : value
}
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

describe('the decoder of CBOR', () => {
  it('reads what another library writes', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true }), fc.uint8Array({ maxLength: 300 })),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.uniqueArray(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('value')), { maxLength: 5, selector: ([name]) => name }).map((entries) => new Map(entries)),
      ),
    }))
    fc.assert(fc.property(value, (written) => {
      expect(plainOf(decodeCbor(encodeCbor(written)))).toEqual(plainOf(written as Cbor))
    }), { numRuns: 300 })
  })

  it('takes or refuses any bytes, and falls over none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeCbor(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(CborFault)
      }
    }), { numRuns: 2000 })
  })

  it.each([
    ['nothing', ''],
    ['something after the end', '0000'],
    ['a list of 2^32 items', '9affffffff'],
    ['a list of 2^64 items', '9bffffffffffffffff'],
    ['a map of 2^64 members', 'bbffffffffffffffff'],
    ['text of 2^40 bytes', '7b0000010000000000'],
    ['bytes that are cut off', '4401'],
    ['a thousand lists in one another', '81'.repeat(1000)],
    ['a hundred thousand lists without an end', '9f'.repeat(100_000)],
    ['a hundred thousand tags', 'c0'.repeat(100_000)],
    ['a hundred thousand items', `9a000186a0${'00'.repeat(100_000)}`],
    ['a hundred thousand chunks', `5f${'40'.repeat(100_000)}ff`],
    ['a member twice', 'a2616100616101'],
    ['a member twice, without an end', 'bf616100616101ff'],
    ['a key that is a list', 'a18000'],
    ['a key without a value', 'bf00ff'],
    ['a reserved length', '1c'],
    ['a simple value that nobody has', 'f8ff'],
    ['text that is not UTF-8', '62c328'],
    ['half a character in each chunk', '7f61c361a9ff'],
    ['a chunk of something else', '5f6161ff'],
    ['a break alone', 'ff'],
    ['embedded CBOR that is no byte string', 'd81800'],
  ])('refuses %s', (_what, hex) => {
    expect(() => decodeCbor(bytesOf(hex))).toThrow(CborFault)
  })

  it.each<[string, string, unknown]>([
    ['lengths that are indefinite', '9f0102ff', [1, 2]],
    ['bytes in chunks', '5f41014102ff', Buffer.from([1, 2])],
    ['numbers that are longer than they need', '1b0000000000000001', 1],
    ['numbers of half a word', 'f93e00', 1.5],
    ['numbers below zero', '3903e7', -1000],
  ])('reads %s', (_what, hex, expected) => {
    expect(plainOf(decodeCbor(bytesOf(hex)))).toEqual(expected)
  })
})
