import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemsOf } from '@counterfoil/shared/catalogue/claims-schema'
import { CatalogueError, disclosableOf, parseCatalogue, parseCredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { typeMetadata } from '@counterfoil/shared/catalogue/type-metadata'
import { root } from '../../support/source-files.ts'

const text = readFileSync(join(root, 'packages/shared/catalogue/residency/type.json'), 'utf8')
type Loose = Record<string, Record<string, unknown> & unknown[]>
const changed = (change: (type: Loose) => void): string => {
  const type = JSON.parse(text) as Loose
  change(type)
  return JSON.stringify(type)
}
const problemsIn = (candidate: string): readonly string[] => {
  try {
    parseCredentialType(candidate, 'test')
    return []
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems
    throw error
  }
}

describe('a catalogue entry', () => {
  it('is read when it is complete', () => {
    expect(problemsIn(text)).toEqual([])
    expect(parseCredentialType(text, 'residency')).toMatchObject({ id: 'residency', version: 1, validityDays: 365 })
  })

  it.each<readonly [string, (type: Loose) => void, RegExp]>([
    ['lacks the Welsh of its name', (type) => delete type['name']?.['cy'], /name lacks/],
    ['has an empty Welsh description', (type) => Object.assign(type['description'] ?? {}, { cy: ' ' }), /description lacks/],
    ['lacks the Welsh of one claim', (type) => Object.assign(type['claims']?.[3] as object, { label: { en: 'Address' } }), /claim address lacks/],
    ['lacks the words for its card', (type) => delete type['card']?.['alt'], /card.alt lacks/],
    ['has text that can hardly be read', (type) => Object.assign(type['card'] ?? {}, { text: '#5b76a0' }), /contrast/],
    ['has a colour that is none', (type) => Object.assign(type['card'] ?? {}, { background: 'blue' }), /colours/],
    ['describes a claim that is not in the schema', (type) => Object.assign(type['claims']?.[0] as object, { path: ['shoe_size'] }), /shoe_size is not in the schema/],
    ['leaves a claim without description', (type) => type['claims']?.pop(), /resident_since has no description/],
    ['describes a claim twice', (type) => type['claims']?.push(type['claims'][0]), /twice/],
    ['would hide the whole address at once', (type) => Object.assign(type['claims']?.[3] as object, { disclosable: true }), /address is an object/],
    ['uses a schema keyword it may not', (type) => Object.assign(type['schema'] ?? {}, { $ref: 'http://elsewhere' }), /\$ref is not a keyword/],
    ['lets unknown claims in', (type) => Object.assign(type['schema'] ?? {}, { additionalProperties: true }), /additionalProperties/],
    ['has a pattern that is open at its ends', (type) => Object.assign(type['schema']?.['properties'] as object, { given_name: { type: 'string', pattern: '[0-9]+' } }), /pattern/],
    ['names a claim _sd', (type) => Object.assign(type['schema']?.['properties'] as object, { _sd: { type: 'string' } }), /may not name "_sd"/],
    ['names a claim _sd_alg', (type) => Object.assign(type['schema']?.['properties'] as object, { _sd_alg: { type: 'string' } }), /may not name "_sd_alg"/],
    ['names a claim with a dot', (type) => Object.assign(type['schema']?.['properties'] as object, { 'address.uprn': { type: 'string' } }), /may not name "address.uprn"/],
    ['names a claim vct, which would give it another type', (type) => Object.assign(type['schema']?.['properties'] as object, { vct: { type: 'string' } }), /claim vct is a member of every credential/],
    ['names a claim status, which would take its revocation away', (type) => Object.assign(type['schema']?.['properties'] as object, { status: { type: 'string' } }), /claim status is a member of every credential/],
    ['has no version', (type) => delete type['version'], /version/],
    ['stands for ever', (type) => Object.assign(type, { validityDays: 0 }), /validityDays/],
    ['has an id with spaces', (type) => Object.assign(type, { id: 'A type' }), /id must be/],
  ])('is refused when it %s', (_row, change, problem) => {
    expect(problemsIn(changed(change)).join('\n')).toMatch(problem)
  })

  it('is refused when it is no JSON object', () => {
    for (const candidate of ['', '{', 'null', '[]', '1']) expect(problemsIn(candidate).length).toBeGreaterThan(0)
  })

  it('is refused when it names a member twice', () => {
    expect(problemsIn(text.replace('{', '{"version":2,'))).toEqual(['names a member twice'])
  })

  it('SRF-16: has no pattern that a text of any length keeps busy', () => {
    const { schema } = parseCredentialType(text, 'residency')
    for (const piece of ['A', '1', ' ', 'A1 ', '-', 'AAAA AAAA', '\u00e9']) {
      const long = piece.repeat(65_536)
      const claims = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, long]))
      const begun = performance.now()
      problemsOf(schema, { ...claims, address: Object.fromEntries(['address_line_1', 'postcode', 'uprn', 'post_town'].map((name) => [name, long.slice(0, 200)])) })
      expect(performance.now() - begun).toBeLessThan(200)
    }
  })

  it('is told all its problems at once', () => {
    expect(problemsIn(changed((type) => Object.assign(type, { id: 1, version: 0, name: {} }))).length).toBe(3)
  })

  it('may not share its id', () => {
    expect(() => parseCatalogue([{ where: 'a', text }, { where: 'b', text }])).toThrow('is taken')
  })

  it('makes each leaf disclosable, and those of the address on their own', () => {
    expect(disclosableOf(parseCredentialType(text, 'residency'))).toEqual({
      given_name: true,
      family_name: true,
      birth_date: true,
      address: { address_line_1: true, address_line_2: true, post_town: true, postcode: true, uprn: true },
      resident_since: true,
    })
  })

  it('publishes type metadata in both languages', () => {
    const metadata = typeMetadata(parseCredentialType(text, 'residency'), 'https://types/residency/1')
    expect(metadata).toMatchObject({ vct: 'https://types/residency/1', display: [{ locale: 'en-GB', name: 'Residency' }, { locale: 'cy-GB', name: 'Preswyliaeth' }] })
    expect(metadata['claims']).toContainEqual({ path: ['address', 'postcode'], display: [{ locale: 'en-GB', label: 'Postcode' }, { locale: 'cy-GB', label: 'Cod post' }], sd: 'always' })
  })
})
