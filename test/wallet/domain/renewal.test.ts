import { describe, expect, it } from 'vitest'
import { renewalOf } from '@counterfoil/wallet/domain/renewal'
import { makeHeld } from '../support/held.ts'

const day = 86_400
const end = 400 * day
const held = makeHeld({ receivedAt: 40 * day, expiresAt: end, renewalDays: 30 })

describe('the renewal of a credential', () => {
  it('opens so many days before its end as its issuer says, by the wallet\'s own clock', () => {
    expect(renewalOf(held, [held], end - 30 * day - 1)).toEqual({ from: end - 30 * day, until: end, isOpen: false })
    expect(renewalOf(held, [held], end - 30 * day)).toEqual({ from: end - 30 * day, until: end, isOpen: true })
  })

  it('opens no earlier than it was collected', () => {
    expect(renewalOf({ ...held, receivedAt: end - day }, [], end - day)).toEqual({ from: end - day, until: end, isOpen: true })
  })

  it.each([
    ['has no end', { expiresAt: null }],
    ['comes from an issuer that does not say', { renewalDays: undefined }],
    ['was withdrawn', { standing: { state: 'withdrawn' as const, checkedAt: 1 } }],
    ['is over', { expiresAt: end - 2 * day }],
  ])('is not told of one that %s', (_what, change) => {
    const { renewalDays, ...rest } = { ...held, ...change }
    expect(renewalOf({ ...rest, ...(renewalDays === undefined ? {} : { renewalDays }) }, [], end - day)).toBeNull()
  })

  it('is told no more once a newer one of the same type and council is kept, and not before it is kept', () => {
    const newer = makeHeld({ expiresAt: end + 300 * day })
    expect(renewalOf(held, [held, newer], end - day)).toBeNull()
    for (const other of [
      { ...newer, unconfirmed: { notification: null } },
      { ...newer, vct: 'https://issuer.example/types/carer/1' },
      { ...newer, issuer: { ...newer.issuer, did: 'did:example:2' } },
      { ...newer, expiresAt: end },
    ]) {
      expect(renewalOf(held, [held, other], end - day)).not.toBeNull()
    }
  })
})
