import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readForms } from '@counterfoil/verifier/adapters/form-files'
import { alteredProfile, formsFolder } from '../../support/form-profiles.ts'
import { prepared } from '../support/prepared.ts'

describe('the form profiles of a folder', () => {
  it('are there for every authority and nobody else', () => {
    const forms = readForms({ ...prepared, folder: formsFolder, authorities: ['aldermoor', 'dunmere'] })
    expect(forms.find('dunmere', 'resident-parking-permit')?.query.credentials[0].meta).toEqual({ vct_values: ['http://t/residency/1'] })
    for (const [authority, form] of [['elmsworth', 'blue-badge-renewal'], ['aldermoor', 'x'], ['aldermoor', '__proto__'], ['', '']] as const) expect(forms.find(authority, form)).toBeNull()
  })

  it('are told with the problems of all of them', () => {
    const forms = mkdtempSync('/tmp/forms-')
    writeFileSync(`${forms}/a.json`, alteredProfile((p) => (p.title = { en: '', cy: 'x' })))
    writeFileSync(`${forms}/b.json`, '{')
    writeFileSync(`${forms}/c.json`, alteredProfile((p) => p.fields.push({ name: 'age', from: 'age' })))
    expect(() => readForms({ ...prepared, folder: forms, authorities: ['aldermoor'] })).toThrow(/a\.json[\s\S]*title\.en[\s\S]*b\.json[\s\S]*not JSON[\s\S]*c\.json[\s\S]*not asked for/)
    rmSync(forms, { recursive: true })
  })
})
