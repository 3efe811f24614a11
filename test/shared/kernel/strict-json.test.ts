import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson, parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { inNoTime } from '../../support/in-no-time.ts'

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 30 }), (value) => {
        const text = JSON.stringify(value)
        if (/"(__proto__|prototype)":/.test(text)) return
        expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}', 'duplicate_member'],
    ['{"a":1,"\\u0061":2}', 'duplicate_member'],
    ['{"a":{"b":1,"c":[{"d":1,"d":1}]}}', 'duplicate_member'],
    ['[{"a":1},{"a":1,"a":1}]', 'duplicate_member'],
    ['{"__proto__":{}}', 'forbidden_member'],
    ['{"x":[{"\\u005f_proto__":1}]}', 'forbidden_member'],
    ['{"constructor":{"prototype":{}}}', 'forbidden_member'],
    ['{"a":[{"constructor":{"x":1,"\\u0070rototype":{}}}]}', 'forbidden_member'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'too_deep'],
    [`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'too_deep'],
    [`${'['.repeat(32_000)}${']'.repeat(32_000)}`, 'too_deep'],
    ['', 'not_json'],
    ['{', 'not_json'],
    ['{"a":1}x', 'not_json'],
    ["{'a':1}", 'not_json'],
    ['NaN', 'not_json'],
    [`${'['.repeat(500_000)}${']'.repeat(500_000)}`, 'too_deep'],
    ['{"a":1,"b":{"c":[{"d":2,"e":3,"d":{}}]}}', 'duplicate_member'],
    ['{"":1,"":2}', 'duplicate_member'],
    ['{"a\\\\":1,"a\\\\":2}', 'duplicate_member'],
    ['{"a\\":":1,"a\\":":2}', 'duplicate_member'],
  ])('refuses %s', (text, fault) => {
    expect(parseStrictJson(text)).toEqual({ fault })
  })

  it.each(['{"a":"a","b":"a"}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":2}]', '{"a":"\\\\","b":":"}', '{"a\\\\":1,"a":2}', '{":":":"}', '[":",":"]', '{"a":"{\\"a\\":1,\\"a\\":2}"}', '{"a":["a","a"],"b":"a:"}', '{"a,":1,"a":2}', '{"prototype":{"constructor":1}}', '{"constructor":1,"prototype":1}', `${'['.repeat(32)}${']'.repeat(32)}`])('is not misled by %s', (text) => {
    expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) })
  })

  it('finds every member named twice, wherever it stands', () => {
    const tree = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tree, { minKeys: 1, maxKeys: 5 }), fc.nat(), fc.nat({ max: 3 }), (members, which, levels) => {
        const written = Object.entries(members).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
        const again = `${JSON.stringify(Object.keys(members)[which % written.length])}:0`
        const within = (text: string): string => Array.from({ length: levels }).reduce<string>((inner) => `[{"x":${inner}}]`, text)
        expect(parseUniqueJson(within(`{${[...written, again].join(',')}}`))).toEqual({ fault: 'duplicate_member' })
        expect(parseUniqueJson(within(`{${written.join(',')}}`))).toHaveProperty('value')
      }),
    )
  })

  it('lets a member be named __proto__ where claims are kept apart from objects', () => {
    expect(parseUniqueJson('{"__proto__":1}')).toHaveProperty('value')
    expect(parseUniqueJson('{"__proto__":1,"__proto__":1}')).toEqual({ fault: 'duplicate_member' })
  })

  it.each([`{"a":"${'\\"'.repeat(30_000)}"}`, `{"a":"${'\\\\'.repeat(60_000)}"}`, `{"a":"${':'.repeat(60_000)}"}`, `{${Array.from({ length: 5000 }, (_, each) => `"m${each}":""`).join(',')}}`])('is done with a large body in no time', (body) => {
    inNoTime(() => parseStrictJson(body), 10)
  })
})
