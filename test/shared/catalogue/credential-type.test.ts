import { describe, expect, it } from 'vitest'
import { problemsOf } from '@counterfoil/shared/catalogue/claims-schema'
import { disclosableOf } from '@counterfoil/shared/catalogue/credential-type'
import { CatalogueError, parseCatalogue, type CatalogueFolder } from '@counterfoil/shared/catalogue/parse-catalogue'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { RecursiveDisclosure } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { catalogueOf, folderOf, schemaParts, typeOf } from '../../support/catalogue.ts'
import { inNoTime } from '../../support/in-no-time.ts'

const residency = folderOf('residency')
const { text } = residency
type Loose = Record<string, Record<string, unknown> & unknown[]>
const changed = (change: (type: Loose) => void, of = text): string => {
  const type = JSON.parse(of) as Loose
  change(type)
  return JSON.stringify(type)
}
const problemsInFolder = (folder: Partial<CatalogueFolder>): readonly string[] => {
  try {
    parseCatalogue([{ ...residency, where: 'test', ...folder }], schemaParts)
    return []
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems
    throw error
  }
}
const problemsIn = (candidate: string): readonly string[] => problemsInFolder({ text: candidate })
const claimOf = (type: Loose, name: string): object => type['claims']?.find((claim) => (claim as { path: string[] }).path.join('.') === name) as object
const propertiesOf = (type: Loose): Record<string, unknown> => type['schema']?.['properties'] as Record<string, unknown>

describe('a catalogue entry', () => {
  it('is read when it is complete', () => {
    expect(problemsIn(text)).toEqual([])
    expect(typeOf('residency')).toMatchObject({ id: 'residency', version: 1, validityDays: 365 })
  })

  it.each<readonly [string, (type: Loose) => void, RegExp]>([
    ['lacks the Welsh of its name', (type) => delete type['name']?.['cy'], /name lacks/],
    ['has an empty Welsh description', (type) => Object.assign(type['description'] ?? {}, { cy: ' ' }), /description lacks/],
    ['lacks the Welsh of one claim', (type) => Object.assign(claimOf(type, 'birth_date'), { label: { en: 'Date of birth' } }), /claim birth_date lacks/],
    ['lacks the words for its card', (type) => delete type['card']?.['alt'], /card.alt lacks/],
    ['has text that can hardly be read', (type) => Object.assign(type['card'] ?? {}, { text: '#5b76a0' }), /contrast/],
    ['has a colour that is none', (type) => Object.assign(type['card'] ?? {}, { background: 'blue' }), /colours/],
    ['describes a claim that is not in the schema', (type) => Object.assign(type['claims']?.[0] as object, { path: ['shoe_size'] }), /shoe_size is not in the schema/],
    ['leaves a claim without description', (type) => type['claims']?.pop(), /resident_since has no description/],
    ['describes a claim twice', (type) => type['claims']?.push(type['claims'][0]), /twice/],
    ['would show the whole address at once', (type) => type['claims']?.push({ path: ['address'], label: { en: 'Address', cy: 'Cyfeiriad' }, disclosable: true }, { path: ['address', 'uprn'], label: { en: 'UPRN', cy: 'Cyfeirnod' }, disclosable: false, alwaysBecause: 'Every form must know which home is meant.' }), /address is an object that would be disclosed with members/],
    ['says of its decoys how many', (type) => Object.assign(type, { decoys: 3 }), /decoys must be true or false/],
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
    ['is named in Welsh as in English, and so was not translated', (type) => Object.assign(type['name'] ?? {}, { cy: 'Residency' }), /name lacks/],
    ['has an empty Welsh text for its picture', (type) => Object.assign(type['card'] ?? {}, { alt: { en: 'A house', cy: '' } }), /card.alt lacks/],
    ['would always disclose a claim that may be withheld', (type) => Object.assign(claimOf(type, 'birth_date'), { disclosable: false }), /claim birth_date would always be disclosed/],
    ['gives a reason of a word for that', (type) => Object.assign(claimOf(type, 'birth_date'), { disclosable: false, alwaysBecause: 'needed' }), /claim birth_date would always be disclosed/],
    ['gives a reason for what may be withheld', (type) => Object.assign(claimOf(type, 'birth_date'), { alwaysBecause: 'Every form must see how old somebody is.' }), /says alwaysBecause/],
    ['counts a property by a number', (type) => Object.assign(propertiesOf(type), { uprn: { type: 'integer' } }), /uprn is a UPRN/],
    ['lets a UPRN be any text', (type) => Object.assign(propertiesOf(type), { home_uprn: { type: 'string' } }), /home_uprn is a UPRN/],
    ['can be withdrawn in a way that no list has', (type) => Object.assign(type, { statusKinds: ['revocation', 'refresh'] }), /statusKinds names "refresh"/],
    ['can never be taken back', (type) => Object.assign(type, { statusKinds: ['suspension'] }), /must have "revocation"/],
    ['has no way to end', (type) => delete type['statusKinds'], /statusKinds must list/],
    ['renews after nothing', (type) => Object.assign(type, { lifeEvents: [] }), /lifeEvents must list/],
    ['renews after something unheard of', (type) => Object.assign(type, { lifeEvents: [{ event: 'wedding', graceDays: 1 }] }), /lifeEvents.0.event must be one of birthday, annual, onDate/],
    ['renews after a claim that there is not', (type) => Object.assign(type, { lifeEvents: [{ event: 'onDate', claim: ['tenancy_ends_on'], graceDays: 1 }] }), /lifeEvents.0.claim must be the path of a claim/],
    ['renews after a claim that is no date', (type) => Object.assign(type, { lifeEvents: [{ event: 'onDate', claim: ['given_name'], graceDays: 1 }] }), /lifeEvents.0.claim names given_name, which is not a date/],
    ['renews after an object', (type) => Object.assign(type, { lifeEvents: [{ event: 'onDate', claim: ['address'], graceDays: 1 }] }), /names address, which is not a date/],
    ['tells a birthday by its end', (type) => Object.assign(type, { lifeEvents: [{ event: 'birthday', claim: ['birth_date'], age: 18, graceDays: 40 }] }), /would tell the birthday/],
    ['rounds a birthday to the day', (type) => Object.assign(type, { lifeEvents: [{ event: 'birthday', claim: ['birth_date'], age: 18, within: 'day', graceDays: 40 }] }), /within must be one of month, quarter/],
    ['renews before the birthday', (type) => Object.assign(type, { lifeEvents: [{ event: 'birthday', claim: ['birth_date'], age: 18, within: 'month', graceDays: 29 }] }), /renewal would open before the birthday/],
    ['has a birthday of no age', (type) => Object.assign(type, { lifeEvents: [{ event: 'birthday', claim: ['birth_date'], age: 0, within: 'month', graceDays: 40 }] }), /age must be/],
    ['renews on a day that most years lack', (type) => Object.assign(type, { lifeEvents: [{ event: 'annual', day: '02-29', graceDays: 1 }] }), /a day of every year/],
    ['has a grace that is not told', (type) => Object.assign(type, { lifeEvents: [{ event: 'annual', day: '09-01' }] }), /graceDays must be/],
    ['says more of an event than it may', (type) => Object.assign(type, { lifeEvents: [{ event: 'annual', day: '09-01', graceDays: 1, within: 'month' }] }), /may not say within/],
    ['leaves no day to renew', (type) => Object.assign(type, { renewal: { opensDaysBefore: 0 }, lifeEvents: [{ event: 'annual', day: '09-01', graceDays: 1 }] }), /opensDaysBefore must be at least 1/],
    ['ends and does not end on the same day', (type) => Object.assign(type, { endsOn: ['resident_since'], lifeEvents: [{ event: 'onDate', claim: ['resident_since'], graceDays: 1 }] }), /without grace by endsOn/],
    ['has no rule of renewal', (type) => delete type['renewal'], /renewal.opensDaysBefore/],
    ['ends on a claim that is no date', (type) => Object.assign(type, { endsOn: ['given_name'] }), /endsOn must be/],
    ['is offered when a field is filled that no claim takes', (type) => Object.assign(type, { offeredWhen: 'shoe_size' }), /offeredWhen names the field shoe_size/],
    ['lists several without a name for each', (type) => Object.assign(type, { several: { listed: 'homes', shownBy: [['given_name']] } }), /several must have "listed" and "reference"/],
    ['lists several by a field that is none', (type) => Object.assign(type, { several: { listed: 'Homes!', reference: 'home_reference', shownBy: [['given_name']] } }), /several must have "listed"/],
    ['lists several, and nobody can tell them apart', (type) => Object.assign(type, { several: { listed: 'homes', reference: 'home_reference', shownBy: [] } }), /several must have "listed"/],
    ['says more of several than it may', (type) => Object.assign(type, { several: { listed: 'homes', reference: 'home_reference', shownBy: [['given_name']], most: 3 } }), /several must have "listed"/],
    ['tells several apart by what a claim says', (type) => Object.assign(type, { several: { listed: 'homes', reference: 'given_name', shownBy: [['given_name']] } }), /claim given_name takes a field that tells several records apart/],
    ['shows several by a claim that is not there', (type) => Object.assign(type, { several: { listed: 'homes', reference: 'home_reference', shownBy: [['address']] } }), /several.shownBy names something else/],
    ['takes one field for two claims', (type) => Object.assign(claimOf(type, 'family_name'), { field: 'given_name' }), /takes the field given_name, as another claim does/],
    ['has a listed word without its Welsh', (type) => Object.assign(propertiesOf(type), { given_name: { type: 'string', enum: ['old', 'new'] } }), /given_name lacks the English or Welsh of "old"/],
    ['names words that its schema does not list', (type) => Object.assign(claimOf(type, 'given_name'), { values: { old: { en: 'Old', cy: 'Hen' } } }), /names "old", which its schema doesn't list/],
    ['names a claim as the W3C names something else', (type) => Object.assign(propertiesOf(type), { issuer: { type: 'string' } }), /claim issuer has a name that W3C credentials keep/],
    ['has a member that nobody knows', (type) => Object.assign(type, { validityWeeks: 3 }), /validityWeeks is not a member/],
    ['has a claim with a member that nobody knows', (type) => Object.assign(claimOf(type, 'given_name'), { hint: 'x' }), /claim given_name may not say hint/],
    ['takes a part that is not there', (type) => Object.assign(propertiesOf(type), { address: { part: 'us-address' } }), /names a part that isn't there/],
    ['has an id with spaces', (type) => Object.assign(type, { id: 'A type' }), /id must be/],
  ])('is refused when it %s', (_row, change, problem) => {
    expect(problemsIn(changed(change)).join('\n')).toMatch(problem)
  })

  it('is refused when it is no JSON object', () => {
    for (const candidate of ['', '{', 'null', '[]', '1']) expect(problemsIn(candidate).length).toBeGreaterThan(0)
  })

  it('is refused when it names a member twice', () => {
    expect(problemsIn(text.replace('{', '{"version":2,'))).toEqual(['test: names a member twice'])
  })

  it('SRF-16: has no pattern that a text of any length keeps busy', () => {
    const { schema } = typeOf('residency')
    for (const piece of ['A', '1', ' ', 'A1 ', '-', 'AAAA AAAA', '\u00e9']) {
      const long = piece.repeat(65_536)
      const claims = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, long]))
      inNoTime(() => problemsOf(schema, { ...claims, address: Object.fromEntries(['address_line_1', 'postcode', 'uprn', 'post_town'].map((name) => [name, long.slice(0, 200)])) }))
    }
  })

  it('is told all its problems at once', () => {
    expect(problemsIn(changed((type) => Object.assign(type, { id: 1, version: 0, name: {} }))).length).toBe(3)
  })

  it('is told of with every other that can not be used', () => {
    const attempt = (): unknown => catalogueOf({ ...residency, where: 'one', art: null }, { ...residency, where: 'two', text: '{' }, residency)
    expect(attempt).toThrow(/one: card\.svg is missing\n.*two: is not JSON/)
  })

  it('may not share its id', () => {
    expect(() => catalogueOf(residency, { ...residency, where: 'other' })).toThrow('other: id "residency" is taken')
  })

  it('makes each leaf disclosable, and those of the address on their own', () => {
    expect(disclosableOf(typeOf('residency'))).toEqual({
      given_name: true,
      family_name: true,
      birth_date: true,
      address: { address_line_1: true, address_line_2: true, post_town: true, postcode: true, uprn: true },
      resident_since: true,
    })
  })

  it('may hide an object, and its members within it', () => {
    const { address } = disclosableOf(typeOf('resident-parking'))
    expect(address).toBeInstanceOf(RecursiveDisclosure)
    expect(address).toEqual({ members: { address_line_1: true, address_line_2: true, post_town: true, postcode: true, uprn: true } })
  })
})

describe('the picture of a card', () => {
  const drawn = (shapes: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${shapes}</svg>`
  const circle = '<circle cx="1" cy="1" r="1" fill="#ffffff" />'

  it('is of plain shapes', () => {
    expect(problemsInFolder({ art: drawn(`<g transform="rotate(45)">\n  ${circle}\n</g>`) })).toEqual([])
  })

  it.each([
    ['is missing', null, /card.svg is missing/],
    ['is empty', '', /is not closed/],
    ['is no picture', 'hello', /something else than shapes/],
    ['ADM-20 runs a script', drawn(`<script>alert(1)</script>${circle}`), /may not hold <script>/],
    ['ADM-20 runs a handler', drawn('<circle r="1" fill="#ffffff" onload="alert(1)" />'), /may not say onload/],
    ['ADM-20 fetches a picture from elsewhere', drawn('<image href="https://evil.example/pixel.png" />'), /may not hold <image>/],
    ['ADM-20 refers to elsewhere', drawn('<circle r="1" fill="url(https://evil.example)" />'), /may not say fill/],
    ['has a style', drawn(`<style>a</style>${circle}`), /may not hold <style>/],
    ['has words', drawn(`Free ${circle}`), /something else than shapes/],
    ['has an entity', `<!DOCTYPE svg [<!ENTITY a "b">]>${drawn(circle)}`, /something else than shapes/],
    ['is not closed', drawn(circle).replace('</svg>', ''), /is not closed/],
    ['closes what is not open', drawn(`</g>${circle}`), /closes <g>/],
    ['goes on after its end', `${drawn(circle)}<circle r="1" />`, /must be one <svg>/],
    ['has no view box', `<svg xmlns="http://www.w3.org/2000/svg">${circle}</svg>`, /must be one <svg>/],
    ['can hardly be told from its ground', drawn('<circle r="1" fill="#33507f" />'), /#33507f, whose contrast/],
    ['has no colour of its own', drawn('<circle r="1" />'), /names no colour/],
    ['is large', drawn(circle.repeat(200)), /larger than/],
  ])('is refused when it %s', (_row, art, problem) => {
    expect(problemsInFolder({ art }).join('\n')).toMatch(problem)
  })
})

describe('the catalogue of this repository', () => {
  const types = [...readCatalogue().values()]

  it('has the nine types that the councils began with', () => {
    expect(types.map(({ id }) => id)).toEqual(expect.arrayContaining(['blue-badge', 'carer', 'council-tax-reduction', 'free-school-meals', 'library-card', 'representation', 'residency', 'resident-parking', 'travel-pass']))
  })

  it('lets the holder withhold every single value', () => {
    for (const { claims, schema } of types) expect(claims.filter(({ path, disclosable }) => !disclosable && schema.properties[path[0] ?? '']?.type !== 'object')).toEqual([])
  })

  it('shares one address, whose UPRN keeps its zeros', () => {
    for (const id of ['residency', 'council-tax-reduction', 'resident-parking']) {
      const { address } = typeOf(id).schema.properties
      expect(address).toMatchObject({ properties: { uprn: { type: 'string' } } })
      expect(problemsOf(address ?? { type: 'boolean' }, { address_line_1: '1 High Street', post_town: 'Aldermoor', postcode: 'AL1 1AA', uprn: '000012345678' })).toEqual([])
    }
  })
})
