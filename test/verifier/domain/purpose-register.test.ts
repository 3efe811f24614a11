import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { csvOf } from '@counterfoil/shared/kernel/csv'
import { readForms } from '@counterfoil/verifier/adapters/form-files'
import { purposeRegisterPage, recordOfProcessing } from '@counterfoil/verifier/pages/purpose-register-page'
import { readPurposeRegister } from '@counterfoil/verifier/use-cases/read-purpose-register'
import type { AskedOf } from '@counterfoil/verifier/domain/asked-of-type'
import type { PurposeRegister } from '@counterfoil/verifier/domain/purpose-register'
import { prepared } from '../support/prepared.ts'

const ours = new URL('../../../packages/shared/forms', import.meta.url).pathname
let folder: string
beforeEach(() => {
  folder = mkdtempSync('/tmp/register-')
  cpSync(ours, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

const register = (askedOf: AskedOf = () => ({})): PurposeRegister => {
  const forms = readForms({ ...prepared, folder, askedOf, authorities: ['aldermoor', 'dunmere'], website: 'https://forms.example' })
  const asker = (id: string) => ({ did: `did:ethr:${id}`, signStatement: () => '', signErasureReceipt: () => '', as: () => null })
  return readPurposeRegister({ forms, askers: { find: asker }, nameOf: (id) => ({ en: `${id} Council`, cy: `Cyngor ${id}` }), sha256: sha256Base64Url })()
}

type Change = (profile: { claims: { id: string; path: string[]; need: string; purpose?: object }[]; fields: object[]; version: number; title: object }) => void
function edit(change: Change, form = 'blue-badge-renewal'): void {
  const file = `${folder}/${form}.json`
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Parameters<Change>[0]
  change(profile)
  writeFileSync(file, JSON.stringify(profile))
}

describe('the Purpose Register', () => {
  it('has every form of every authority, with a purpose for each claim that is asked for', () => {
    const { forms } = register()
    expect(forms.map(({ authority, form }) => `${authority.id}/${form}`).sort()).toEqual(['aldermoor', 'dunmere'].flatMap((council) => ['blue-badge-renewal', 'leisure-concession', 'resident-parking-permit', 'school-travel', 'school-uniform-grant'].map((form) => `${council}/${form}`)))
    expect(forms.find(({ form }) => form === 'leisure-concession')?.further_credentials.map(({ name, need }) => [name.en, need])).toEqual([['Council Tax Reduction', 'required'], ['Blue Badge', 'optional']])
    for (const { claims, versions, version, digest, lawful_basis: law } of forms) {
      expect(law.en).not.toBe('')
      expect(versions.at(-1)).toMatchObject({ version, digest, claims: claims.map(({ id }) => id) })
      for (const { purpose, label, fields } of claims) for (const text of [purpose.en, purpose.cy, label.en, label.cy, ...fields]) expect(text).not.toBe('')
    }
  })

  it('turns the build red when a claim is asked for without its purpose', () => {
    edit(({ claims, fields }) => {
      claims.push({ id: 'resident_since', path: ['resident_since'], need: 'required' })
      fields.push({ name: 'since', from: 'resident_since' })
    })
    expect(register).toThrow(/blue-badge-renewal[\s\S]*claims\.8\.purpose/)
  })

  it('and when a claim is added with one, but under the version that others have read', () => {
    const added: Change = ({ claims, fields }) => {
      claims.push({ id: 'resident_since', path: ['resident_since'], need: 'required', purpose: { en: 'a', cy: 'b' } })
      fields.push({ name: 'since', from: 'resident_since' })
    }
    edit(added)
    expect(register).toThrow(/not as it was published[\s\S]*"version":2/)
    edit((profile) => (profile.version = 2))
    let told = ''
    try {
      register()
    } catch (error) {
      told = String(error)
    }
    const file = `${folder}/versions/blue-badge-renewal.json`
    const published = JSON.parse(readFileSync(file, 'utf8')) as object[]
    const next = JSON.parse(/\{"version".*\}/.exec(told)?.[0] ?? '') as object
    writeFileSync(file, JSON.stringify([...published, { ...next, since: '2026-12-01' }]))
    const [form] = register().forms
    expect(form?.versions.map(({ version, claims }) => [version, claims.length])).toEqual([[1, 8], [2, 9]])
  })

  it('says of which credentials a copy is as good', () => {
    const boundIn = (asked: AskedOf) => register(asked).forms.filter(({ form, authority }) => form === 'leisure-concession' && authority.id === 'aldermoor').flatMap(({ credential, further_credentials: further }) => [credential, ...further].map(({ bound_to_holder: isBound }) => isBound))
    expect(boundIn(() => ({}))).toEqual([true, true, true])
    expect(boundIn((vct) => (vct.includes('blue-badge') ? { require_cryptographic_holder_binding: false } : {}))).toEqual([true, true, false])
  })

  it('has another version with every change', () => {
    const before = register().version
    rmSync(`${folder}/versions`, { recursive: true })
    expect(register().version).not.toBe(before)
    const without = register().version
    edit((profile) => (profile.title = { en: 'x', cy: 'y' }))
    expect(register().version).not.toBe(without)
  })

  it('is a page in either language, where what councils wrote is text', () => {
    rmSync(`${folder}/versions`, { recursive: true })
    edit((profile) => (profile.title = { en: '<script>alert(1)</script>', cy: '"><b>' }))
    for (const lang of ['en', 'cy'] as const) {
      const page = purposeRegisterPage(register(), lang)
      expect(page).toContain(`<html lang="${lang}"`)
      expect(page).not.toMatch(/<script|<b>|undefined|\[object/)
    }
    expect(purposeRegisterPage({ version: '', forms: [] }, 'cy')).toContain('Nid oes gan unrhyw gyngor ffurflen')
  })

  it('ADM-18: gives rows for records of processing that no spreadsheet takes for formulas', () => {
    rmSync(`${folder}/versions`, { recursive: true })
    edit((profile) => (profile.title = { en: '=HYPERLINK("https://evil.example")', cy: '@SUM(1)' }))
    const csv = recordOfProcessing(register(), 'en')
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
    expect(csv.split('\r\n')[0]).toContain('"Lawful basis"')
    expect(recordOfProcessing(register(), 'cy')).toContain(`"'@SUM(1)"`)
  })
})

describe('CSV', () => {
  it.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1', '  =1', '\uff1d1'])('starts no formula with %j', (text) => {
    expect(csvOf([[text]])).toBe(`"'${text}"\r\n`)
  })

  it('keeps what isn’t one as it stands', () => {
    expect(csvOf([['a,b', 'c"d', 'e\nf', '1-2'], ['']])).toBe('"a,b","c""d","e\nf","1-2"\r\n""\r\n')
  })
})
