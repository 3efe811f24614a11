import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { decodeJson, parseDisclosure } from '@counterfoil/shared/sd-jwt/disclosure'
import { encode, sha256 } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'

interface Vector {
  readonly disclosures: readonly { readonly encoded: string; readonly name: string | null; readonly value: unknown; readonly digest?: string }[]
}

const detail = (text: string): unknown => {
  try {
    parseDisclosure(text, { sha256 })
  } catch (error) {
    return error
  }
  return null
}

describe('a disclosure', () => {
  const vectors = vectorsOf<Vector>('rfc9901', /disclosures/).flatMap(([, { disclosures }]) => disclosures)

  it.each(vectors.map((vector) => [vector.encoded, vector] as const))('of RFC 9901 is read whatever its white space and escapes: %s', (encoded, { name, value, digest }) => {
    expect(parseDisclosure(encoded, { sha256 })).toEqual({ encoded, digest: digest ?? sha256(encoded), name, value })
  })

  it('is read with any name and value, and its digest covers its text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.jsonValue({ maxDepth: 4 }), (salt, name, value) => {
        fc.pre(!['_sd', '_sd_alg', '...'].includes(name))
        const encoded = encode([salt, name, value])
        expect(parseDisclosure(encoded, { sha256 })).toEqual({ encoded, digest: sha256(encoded), name, value: JSON.parse(JSON.stringify(value)) })
        expect(parseDisclosure(encode([salt, value]), { sha256 })).toMatchObject({ name: null })
      }),
    )
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'not_json'],
    ['padding', `${encode(['s', 'n', 'v'])}==`, 'not canonical base64url of UTF-8'],
    ['the other base64', 'A+/A', 'not canonical base64url of UTF-8'],
    ['a space', 'AAA A', 'not canonical base64url of UTF-8'],
    ['a line break at its end', `${encode(['s', 'n', 1])}\n`, 'not canonical base64url of UTF-8'],
    ['spare bits', 'WyJzIiwgIm4iLCAxXR', 'not canonical base64url of UTF-8'],
    ['invalid UTF-8', toBase64Url(new Uint8Array([0x22, 0xff, 0x22])), 'not canonical base64url of UTF-8'],
    ['an overlong encoding', toBase64Url(new Uint8Array([0x22, 0xc0, 0xaf, 0x22])), 'not canonical base64url of UTF-8'],
    ['half a surrogate in UTF-8', toBase64Url(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])), 'not canonical base64url of UTF-8'],
    ['a byte order mark', toBase64Url(utf8('\ufeff["s","n",1]')), 'not_json'],
    ['two values', encode('["s","n",1]["s","n",1]'), 'not_json'],
    ['a comma too many', encode('["s","n",1,]'), 'not_json'],
    ['33 levels', encode(`["s","n",${'['.repeat(32)}${']'.repeat(32)}]`), 'too_deep'],
    ['a member twice', encode('["s","n",{"a":1,"a":1}]'), 'duplicate_member'],
    ['an object', encode({ 0: 's' }), 'a disclosure has two or three elements'],
    ['one element', encode(['s']), 'a disclosure has two or three elements'],
    ['four elements', encode(['s', 'n', 1, 2]), 'a disclosure has two or three elements'],
    ['a salt of null', encode([null, 'n', 1]), 'a disclosure starts with its salt'],
    ['an empty salt', encode(['', 'n', 1]), 'a disclosure starts with its salt'],
    ['a name of null', encode(['s', null, 1]), 'a disclosure may not be named so'],
    ['the name _sd', encode(['s', '_sd', []]), 'a disclosure may not be named so'],
    ['the name ...', encode(['s', '...', 'x']), 'a disclosure may not be named so'],
    ['the name _sd_alg', encode(['s', '_sd_alg', 'sha-256']), 'a disclosure may not be named so'],
  ])('of %s is refused', (_what, text, why) => {
    expect(detail(text)).toMatchObject({ code: 'malformed_credential', detail: why })
  })

  it('of any text is read or refused, and is never a fault', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string().map(encode)), (text) => {
      const error = detail(text)
      if (error !== null) expect(error).toMatchObject({ code: 'malformed_credential' })
    }))
  })
})

describe('base64url JSON', () => {
  it('keeps a member named __proto__ as its own and reaches no prototype', () => {
    const value = decodeJson(encode('{"__proto__":{"polluted":true}}')) as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
