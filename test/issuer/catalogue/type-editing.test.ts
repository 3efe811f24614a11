import { describe, expect, it } from 'vitest'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { differencesOf } from '@counterfoil/issuer/domain/catalogue/differences'
import { findingsOf } from '@counterfoil/issuer/domain/catalogue/findings'
import { followingMap, fillAnew } from '@counterfoil/issuer/domain/catalogue/live-map'
import { objectIn, writtenOut } from '@counterfoil/issuer/domain/catalogue/draft-content'
import { contentOf, readContent } from '@counterfoil/issuer/domain/catalogue/type-content'
import { withFields } from '@counterfoil/issuer/domain/catalogue/edited-field'
import { typeEditor } from '@counterfoil/issuer/domain/catalogue/type-editor'
import { fieldsOf, sectionsOf } from '@counterfoil/issuer/domain/catalogue/type-fields'
import { editionFor, fixedIn } from '@counterfoil/issuer/domain/catalogue/type-version'
import { liveCatalogue } from '@counterfoil/issuer/use-cases/catalogue/live-catalogue'
import { typeOf } from '../../support/catalogue.ts'

const residency = typeOf('residency')
const content = contentOf(residency)
const value = objectIn(content) as JsonObject
/** A section's form as it was shown, with some fields typed anew. */
const typed = (section: string, changes: Readonly<Record<string, string>>, of: JsonObject = value): JsonObject =>
  withFields(of, fieldsOf(of, section), (name) => changes[name] ?? fieldsOf(of, section).filter((field) => field.name === name).map((field) => field.shown(of))[0] ?? null)
const read = (changed: JsonObject, art = content.art) => readContent({ text: writtenOut(changed), art })
const typeAfter = (section: string, changes: Readonly<Record<string, string>>): CredentialType => {
  const { type, problems } = read(typed(section, changes))
  if (type === null) throw new Error(problems.join())
  return type
}

describe('a type as its editors have it', () => {
  it('is the type again when nothing was changed', () => {
    for (const id of ['residency', 'blue-badge', 'representation', 'council-tax-reduction']) {
      const type = typeOf(id)
      const opened = objectIn(contentOf(type)) as JsonObject
      const sent = sectionsOf(opened).reduce((so, section) => typed(section, {}, so), opened)
      expect(read(sent, type.card.art).type).toEqual(type)
      expect(differencesOf(contentOf(type), { text: writtenOut(sent), art: type.card.art })).toEqual([])
    }
  })

  it('takes what a form says, and tells exactly what is different', () => {
    const changed = typed('claim.address.postcode', { 'label.cy': 'Cod post y cartref', disclosable: 'yes' })
    expect(differencesOf(content, { text: writtenOut(changed), art: content.art })).toEqual([{ path: 'claims › address.postcode.label.cy', was: 'Cod post', is: 'Cod post y cartref' }])
  })

  it('has an empty field left out where it may be, and an unticked box false', () => {
    const { claims } = typed('claim.given_name', { disclosable: '', alwaysBecause: 'Every form has to address somebody.', field: '' }) as unknown as CredentialType
    expect(claims[0]).toEqual({ path: ['given_name'], label: { en: 'First name', cy: 'Enw cyntaf' }, disclosable: false, alwaysBecause: 'Every form has to address somebody.' })
  })

  it.each<readonly [string, string, Readonly<Record<string, string>>, { readonly section: string; readonly field: string }]>([
    ['a Welsh name that is missing', 'words', { 'name.cy': '' }, { section: 'words', field: 'name.cy' }],
    ['an English description that is missing', 'words', { 'description.en': ' ' }, { section: 'words', field: 'description.en' }],
    ['words with a mark that reorders them', 'words', { 'name.en': 'Resi\u202edency' }, { section: 'words', field: 'name.cy' }],
    ['days that are no number', 'rules', { validityDays: '12 months' }, { section: 'rules', field: 'validityDays' }],
    ['a renewal that never opens', 'rules', { renewal: '-1' }, { section: 'rules', field: 'renewal' }],
    ['a last day that is no claim', 'rules', { endsOn: '__proto__' }, { section: 'rules', field: 'endsOn' }],
    ['a field that no claim takes', 'rules', { offeredWhen: 'nobody' }, { section: 'rules', field: 'offeredWhen' }],
    ['a colour that is a style', 'card', { background: 'red;}body{display:none' }, { section: 'card', field: 'background' }],
    ['words that can hardly be read', 'card', { text: '#1d3c6f' }, { section: 'card', field: 'text' }],
    ['a picture without words', 'card', { 'alt.cy': '' }, { section: 'card', field: 'alt.cy' }],
    ['a label in one language', 'claim.uprn', {}, { section: 'json', field: 'text' }],
    ['a claim that is always shown, and nobody says why', 'claim.birth_date', { disclosable: '' }, { section: 'claim.birth_date', field: 'alwaysBecause' }],
    ['a claim with the label of one language', 'claim.birth_date', { 'label.cy': '' }, { section: 'claim.birth_date', field: 'label.cy' }],
    ['a claim that takes another claim’s field', 'claim.birth_date', { field: 'given_name' }, { section: 'claim.birth_date', field: 'field' }],
  ])('says beside its field what is wrong: %s', (_, section, changes, place) => {
    // No section has it: what no form shows is mended in the text.
    const changed = section === 'claim.uprn' ? { ...value, shoeSize: 44 } : typed(section, changes)
    expect(findingsOf(typeEditor, changed, read(changed).problems)[0]).toMatchObject(place)
  })

  it.each([
    ['a script', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><script>alert(1)</script></svg>'],
    ['a handler', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="1" height="1" fill="#ffffff" onload="alert(1)"/></svg>'],
    ['a foreign object', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><foreignObject></foreignObject></svg>'],
    ['another address', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><image href="https://elsewhere.example/x.png"/></svg>'],
    ['a style', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="1" height="1" style="fill:url(https://elsewhere.example)"/></svg>'],
    ['an entity', '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">&a;</svg>'],
    ['ten thousand pixels', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10000 10000"><rect width="1" height="1" fill="#ffffff"/></svg>'],
    ['another kind of picture', '\u0089PNG\r\n\u001a\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'],
    ['more than 4,096 characters', `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${'<rect width="1" height="1" fill="#ffffff"/>'.repeat(200)}</svg>`],
    ['nothing', ''],
  ])('ADM-20 refuses a picture with %s', (_, art) => {
    const { type, problems } = readContent({ text: content.text, art })
    expect(type).toBeNull()
    expect(findingsOf(typeEditor, value, problems)).toContainEqual(expect.objectContaining({ section: 'card', field: 'art' }))
  })

  it.each([
    ['is no JSON', '{'],
    ['is no object', '[]'],
    ['names a member twice', content.text.replace('"version": 1', '"version": 1, "version": 2')],
    ['reaches a prototype', content.text.replace('"version": 1', '"version": 1, "__proto__": { "polluted": true }')],
    ['reaches a prototype by its constructor', content.text.replace('"version": 1', '"version": 1, "constructor": { "prototype": {} }')],
    ['has a member that nobody knows', content.text.replace('"version": 1', '"version": 1, "isAdmin": true')],
    ['is nested without end', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('is refused when its text %s', (_, text) => {
    expect(readContent({ text, art: content.art }).type).toBeNull()
    expect((Object.prototype as { polluted?: true }).polluted).toBeUndefined()
  })
})

describe('the version of a change', () => {
  const delivered = { version: 1, edition: 0, fixed: fixedIn(residency) }
  it.each<readonly [string, () => CredentialType, { readonly version: number; readonly edition: number }]>([
    ['words stay in the version', () => typeAfter('words', { 'name.en': 'Where you live' }), { version: 1, edition: 1 }],
    ['colours stay in it', () => typeAfter('card', { background: '#1d3c00' }), { version: 1, edition: 1 }],
    ['how long it stands stays in it', () => typeAfter('rules', { validityDays: '100', renewal: '10' }), { version: 1, edition: 1 }],
    ['a claim that can be withheld no more is another', () => typeAfter('claim.given_name', { disclosable: '', alwaysBecause: 'Every form has to address somebody.' }), { version: 2, edition: 1 }],
    ['another picture is another', () => ({ ...residency, card: { ...residency.card, art: typeOf('carer').card.art } }), { version: 2, edition: 1 }],
    ['a kind of status is another', () => typeAfter('rules', { suspension: '' }), { version: 2, edition: 1 }],
  ])('%s', (_, changed, edition) => {
    expect(editionFor(changed(), [delivered])).toEqual(edition)
  })

  it('is an earlier one again when it says what that one said', () => {
    const second = { version: 2, edition: 1, fixed: fixedIn(typeAfter('rules', { suspension: '' })) }
    expect(editionFor(residency, [delivered, second])).toEqual({ version: 1, edition: 1 })
  })
})

describe('the types that are issued', () => {
  const published = (changes: Readonly<Record<string, string>>, section: string, edition: Readonly<Record<string, unknown>>) =>
    ({ number: 1, authority: 'aldermoor', name: 'residency', version: 1, edition: 1, deliveredVersion: 1, effectiveAt: 1, publishedAt: 1, askedBy: 'a', approvedBy: 'b', approval: 'x', contentHash: 'x', content: { text: writtenOut(typed(section, changes)), art: content.art }, ...edition }) as never
  const live = () => liveCatalogue(new Map([['residency', residency]]), 'https://issuer.example/types')

  it('have new words at once for everybody who holds them, while what lies at the vct stays as it was', () => {
    const catalogue = live()
    const before = catalogue.configurations.get('residency-sd-jwt')
    const names = followingMap(catalogue.configurations, (all) => new Map([...all].map(([id, { type }]) => [id, type.name.en])))
    catalogue.take([published({ 'name.en': 'Where you live' }, 'words', {})])
    const after = catalogue.configurations.get('residency-sd-jwt')
    expect([catalogue.types.get('residency')?.name.en, after?.type.name.en, names.get('residency-sd-jwt')]).toEqual(['Where you live', 'Where you live', 'Where you live'])
    expect([after?.vct, after?.published]).toEqual([before?.vct, before?.published])
  })

  it('stay as they are while a new version waits for the network, which can be read meanwhile', () => {
    const catalogue = live()
    catalogue.take([published({ suspension: '' }, 'rules', { version: 2, effectiveAt: null })])
    expect(catalogue.types.get('residency')?.statusKinds).toEqual(['revocation', 'suspension'])
    expect(catalogue.documentsOf('residency', '2')?.vct).toBe('https://issuer.example/types/residency/2')
    catalogue.take([published({ suspension: '' }, 'rules', { version: 2, effectiveAt: 2 })])
    expect(catalogue.configurations.get('residency-sd-jwt')?.vct).toBe('https://issuer.example/types/residency/2')
    expect(catalogue.typeAt('https://issuer.example/types/residency/1')).toEqual(residency)
    expect(catalogue.documentsOf('residency', '1')).not.toBeNull()
  })

  it('are those of a newer release where it came with another version since', () => {
    const catalogue = liveCatalogue(new Map([['residency', { ...residency, version: 3 }]]), 'https://issuer.example/types')
    catalogue.take([published({ 'name.en': 'Where you live' }, 'words', {})])
    expect(catalogue.types.get('residency')).toMatchObject({ version: 3, name: { en: 'Residency' } })
  })

  it('are one thing from one moment to the next', () => {
    const source = new Map([['a', 1]])
    const doubled = followingMap(source, (all) => new Map([...all].map(([key, one]) => [key, one * 2])))
    fillAnew(source, new Map([['b', 2]]))
    expect([...doubled]).toEqual([['b', 4]])
  })
})
