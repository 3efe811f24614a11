import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { typesIn } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { formReader } from '@counterfoil/issuer/adapters/catalogue/form-reader'
import { withFields } from '@counterfoil/issuer/domain/catalogue/edited-field'
import { findingsOf } from '@counterfoil/issuer/domain/catalogue/findings'
import { objectIn, writtenOut } from '@counterfoil/issuer/domain/catalogue/draft-content'
import { differencesOf } from '@counterfoil/issuer/domain/catalogue/differences'
import { formEditor } from '@counterfoil/issuer/domain/catalogue/form-editor'
import { emptyForm } from '@counterfoil/issuer/domain/catalogue/form-fields'
import { deliveredForms } from '@counterfoil/issuer/adapters/catalogue/delivered-forms'
import { formsFolder, readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { typeOf } from '../../support/catalogue.ts'

const read = formReader(typesIn(readCatalogue()))
const editor = formEditor(({ credential }) => typesIn(readCatalogue())(credential as unknown as { readonly type: string; readonly version: number }))
const permit = objectIn({ text: deliveredForms(formsFolder()).find(({ id }) => id === 'resident-parking-permit')?.text ?? '' }) as JsonObject

/** A section's form as it was shown, with some fields typed anew. */
const typed = (section: string, changes: Readonly<Record<string, string>>, of: JsonObject = permit): JsonObject => {
  const fields = editor.fieldsOf(of, section)
  return withFields(of, fields, (name) => changes[name] ?? fields.filter((field) => field.name === name).map((field) => field.shown(of))[0] ?? null)
}

describe('a form as its editors have it', () => {
  it.each(deliveredForms(formsFolder()).map(({ id, text }) => [id, text] as const))('is the form again when nothing was changed: %s', (_, text) => {
    const opened = objectIn({ text }) as JsonObject
    const sent = editor.sectionsOf(opened).reduce((so, section) => typed(section, {}, so), opened)
    expect(differencesOf({ text, art: '' }, { text: writtenOut(sent), art: '' })).toEqual([])
    expect(read(writtenOut(sent)).problems).toEqual([])
  })

  it('is refused when it is asked with unsigned, which verifiers don’t take from anybody', () => {
    expect(read(writtenOut({ ...permit, requestProfile: 'unsigned' }))).toEqual({ profile: null, problems: ['requestProfile: a form that is asked with unsigned is not published'] })
  })

  it('asks for a claim that is chosen, which fills a field of its name, and forgets one that isn’t, with its fields', () => {
    const asked = typed('claims', { 'need.birth_date': 'optional', 'need.address.uprn': 'no' })
    const names = (asked['fields'] as { readonly name: string }[]).map(({ name }) => name)
    expect([names.includes('birth_date'), names.includes('uprn')]).toEqual([true, false])
    expect((asked['claims'] as { readonly id: string }[]).map(({ id }) => id)).toEqual(['given_name', 'family_name', 'address_line_1', 'address_line_2', 'post_town', 'postcode', 'birth_date'])
  })

  it('fills several fields from one claim, in the place where the first was', () => {
    const filled = typed('claim.given_name', { fields: 'first_name, known_as' })
    expect((filled['fields'] as { readonly name: string }[]).slice(0, 3).map(({ name }) => name)).toEqual(['first_name', 'known_as', 'last_name'])
  })

  it('has no privacy notice when its addresses are empty', () => {
    expect(typed('people', { 'privacyNotice.en': '', 'privacyNotice.cy': '' })).not.toHaveProperty('privacyNotice')
  })

  it.each<readonly [string, string, Readonly<Record<string, string>>, { readonly section: string; readonly field: string }]>([
    ['a Welsh title that is missing', 'words', { 'title.cy': '' }, { section: 'words', field: 'title.cy' }],
    ['a law that is missing', 'words', { 'lawfulBasis.en': ' ' }, { section: 'words', field: 'lawfulBasis.en' }],
    ['words with a mark that reorders them', 'words', { 'purpose.en': 'To \u202efill' }, { section: 'words', field: 'purpose.en' }],
    ['nobody to ask', 'people', { contact: '' }, { section: 'people', field: 'contact' }],
    ['a notice that is a script', 'people', { 'privacyNotice.en': 'javascript:alert(1)' }, { section: 'people', field: 'privacyNotice.en' }],
    ['a path that leaves the website', 'people', { returnPaths: '//elsewhere.example' }, { section: 'people', field: 'returnPaths' }],
    ['no path', 'people', { returnPaths: '' }, { section: 'people', field: 'returnPaths' }],
    ['another device without a reason', 'device', { 'reason.en': '' }, { section: 'device', field: 'reason.en' }],
    ['a claim without a purpose', 'claim.uprn', { 'why.cy': '' }, { section: 'claim.uprn', field: 'why.cy' }],
    ['a claim that fills no field', 'claim.uprn', { fields: '' }, { section: 'claim.uprn', field: 'fields' }],
    ['a field of a prototype', 'claim.uprn', { fields: 'constructor' }, { section: 'claim.uprn', field: 'fields' }],
    ['a field with markup', 'claim.uprn', { fields: '<b>' }, { section: 'claim.uprn', field: 'fields' }],
    ['four claims that may be left out', 'claims', { 'need.given_name': 'optional', 'need.family_name': 'optional', 'need.birth_date': 'optional' }, { section: 'claims', field: 'need.given_name' }],
  ])('says beside its field what is wrong: %s', (_, section, changes, place) => {
    const changed = typed(section, changes)
    expect(findingsOf(editor, changed, read(writtenOut(changed)).problems).map(({ section: of, field }) => ({ section: of, field }))).toContainEqual(place)
  })

  it('says of a new one all that is missing, each in a section that it has', () => {
    const fresh = emptyForm('library-loan', typeOf('library-card'))
    const findings = findingsOf(editor, fresh, read(writtenOut(fresh)).problems)
    expect(findings.length).toBeGreaterThan(8)
    expect(findings.filter(({ section }) => !editor.sectionsOf(fresh).includes(section))).toEqual([])
  })
})
