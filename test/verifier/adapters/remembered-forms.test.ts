import { liveForms } from '@counterfoil/verifier/adapters/live-forms'
import { prepareForm } from '@counterfoil/verifier/adapters/prepare-form'
import type { PreparedForm } from '@counterfoil/verifier/ports'
import { describe, expect, it } from 'vitest'
import { published } from '../../support/form-publications.ts'
import { prepared } from '../support/prepared.ts'

const asForm = (version: number, authority = 'aldermoor'): PreparedForm => prepareForm(published({ version }).profile, authority, prepared, [])
const { id } = asForm(1).profile
const several = 400

describe('the version that a presentation began with', () => {
  it('is found while another authority publishes as often as it likes', () => {
    const forms = liveForms({ find: () => null, all: () => [] })
    const [began, now] = [asForm(1), asForm(2)]
    for (const form of [began, now]) forms.publish('aldermoor', { forms: [form], withdrawn: [] })
    for (let version = 1; version <= several; version += 1) forms.publish('dunmere', { forms: [asForm(version, 'dunmere')], withdrawn: [] })
    expect(forms.find('aldermoor', id, began.profileDigest)).toBe(began)
  })

  it('is found however often its authority publishes other forms beside it', () => {
    const forms = liveForms({ find: () => null, all: () => [] })
    const [began, beside] = [asForm(1), { ...asForm(1), profileDigest: 'of the other', profile: published({ id: 'other' }).profile }]
    forms.publish('aldermoor', { forms: [began], withdrawn: [] })
    for (let times = 1; times <= several; times += 1) forms.publish('aldermoor', { forms: [asForm(2), beside], withdrawn: [] })
    expect(forms.find('aldermoor', id, began.profileDigest)).toBe(began)
  })

  it('is one of that form alone', () => {
    const forms = liveForms({ find: () => null, all: () => [] })
    forms.remember('aldermoor', asForm(1))
    expect(forms.find('aldermoor', 'other', asForm(1).profileDigest)).toBeNull()
  })
})
