import { describe, expect, it } from 'vitest'
import { readForms } from '@counterfoil/verifier/adapters/form-files'
import { liveForms } from '@counterfoil/verifier/adapters/live-forms'
import { prepareForm } from '@counterfoil/verifier/adapters/prepare-form'
import { purposeRegisterPage } from '@counterfoil/verifier/pages/purpose-register-page'
import { readPurposeRegister } from '@counterfoil/verifier/use-cases/read-purpose-register'
import { asVersion } from '@counterfoil/verifier/domain/purpose-register'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PreparedForm } from '@counterfoil/verifier/ports'
import { formProfile, formsFolder } from '../../support/form-profiles.ts'
import { prepared } from '../support/prepared.ts'

const id = 'blue-badge-renewal'
const files = readForms({ ...prepared, folder: formsFolder, authorities: ['aldermoor', 'dunmere'] })
const version = (number: number): PreparedForm => prepareForm({ ...formProfile(), version: number }, 'aldermoor', prepared, [])

describe('forms of files and of publications', () => {
  it('are as published where an authority publishes, and as in the file for everybody else', () => {
    const live = liveForms(files)
    live.publish('aldermoor', { forms: [version(2)], withdrawn: [] })
    expect(live.find('aldermoor', id)?.profile.version).toBe(2)
    expect(live.find('aldermoor', 'school-travel')).toBe(files.find('aldermoor', 'school-travel'))
    expect(live.find('dunmere', id)).toBe(files.find('dunmere', id))
    expect(live.all()).toHaveLength(files.all().length)
  })

  it('are gone where they are withdrawn, and back when they are published again', () => {
    const live = liveForms(files)
    live.publish('aldermoor', { forms: [], withdrawn: [id] })
    expect(live.find('aldermoor', id)).toBeNull()
    expect(live.all()).toHaveLength(files.all().length - 1)
    live.publish('aldermoor', { forms: [version(3)], withdrawn: [] })
    expect(live.find('aldermoor', id)?.profile.version).toBe(3)
  })

  it('are found by the digest that a presentation began with, of the file and of each publication, and by no other', () => {
    const live = liveForms(files)
    const digests = [files.find('aldermoor', id)?.profileDigest, version(2).profileDigest, version(3).profileDigest]
    for (const number of [2, 3, 4]) live.publish('aldermoor', { forms: [version(number)], withdrawn: [] })
    expect(digests.map((digest) => live.find('aldermoor', id, digest)?.profile.version)).toEqual([1, 2, 3])
    expect(live.find('dunmere', id, digests[1])).toBeNull()
    expect(live.find('aldermoor', id, 'another')).toBeNull()
  })

  it('tell in the Purpose Register where each version came from', () => {
    const live = liveForms(files)
    const { profile, profileDigest: digest } = version(2)
    live.publish('aldermoor', { forms: [{ ...version(2), versions: [...(files.find('aldermoor', id)?.versions ?? []), asVersion(profile, digest, epochSeconds(1_800_000_000))] }], withdrawn: [] })
    const asker = () => ({ did: 'did:web:a', signStatement: () => '', signErasureReceipt: () => '', as: () => null })
    const register = readPurposeRegister({ forms: live, askers: { find: asker }, nameOf: (name) => ({ en: name, cy: name }), sha256: sha256Base64Url })()
    expect(purposeRegisterPage(register, 'en')).toContain('2, since 2027-01-15, published by the council')
    expect(purposeRegisterPage(register, 'cy')).toContain('1, ers 2026-11-30, wedi’i gosod gyda’r gwasanaeth; 2, ers 2027-01-15, wedi’i chyhoeddi gan y cyngor')
  })
})
