import { describe, expect, it } from 'vitest'
import { findCredentials } from '@counterfoil/wallet/domain/find-credentials'
import type { HeldCredential, StandingState } from '@counterfoil/wallet/domain/held-credential'

const held = (name: string, cy: string, issuer: string, state: StandingState = 'active') =>
  ({ id: name, name: { en: name, cy }, issuer: { name: { en: issuer, cy: issuer } }, standing: { state }, claims: { given_name: 'Ana' } }) as unknown as HeldCredential
const all = [held('Residency', 'Preswyliaeth', 'Aldermoor Council'), held('Blue Badge', 'Bathodyn Glas', 'Llanfair Tŷ Gwyn', 'suspended'), held('Library card', 'Cerdyn llyfrgell', 'Aldermoor Council', 'suspended')]
const found = (text: string, state: StandingState | null = null) => findCredentials(all, { text, state }).map(({ id }) => id)

describe('finding credentials', () => {
  it.each([
    ['', ['Residency', 'Blue Badge', 'Library card']],
    ['  ', ['Residency', 'Blue Badge', 'Library card']],
    ['ALDERMOOR', ['Residency', 'Library card']],
    ['card alder', ['Library card']],
    ['glas', ['Blue Badge']],
    ['ty', ['Blue Badge']],
    ['tŷ gwyn', ['Blue Badge']],
    ['.*', []],
    ['ana', []],
  ])('%j finds %j: by words of any name in either language, never by what a credential says', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it('by status, and by both at once', () => {
    expect([found('', 'suspended'), found('aldermoor', 'suspended'), found('', 'withdrawn')]).toEqual([['Blue Badge', 'Library card'], ['Library card'], []])
  })
})
