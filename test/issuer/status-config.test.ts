import { describe, expect, it } from 'vitest'
import { statusListUri } from '@counterfoil/issuer/domain/authority'
import { open, otherProfiles } from '@counterfoil/issuer/domain/profile'
import { statusConfigOf, statusIssuersIn } from '@counterfoil/issuer/status-config'

const served = new Map(['aldermoor', 'dunmere', 'elmsworth'].map((id) => [id, {}]))
const given = { STATUS_CLOCK_SECONDS: 60, STATUS_HISTORY: 'yes', STATUS_UNDO_SECONDS: 60, STATUS_FOUR_EYES_ABOVE: 100, STATUS_FOUR_EYES_HOURS: 24, COMMON_LISTS: [] as string[], COMMON_LIST_SIGNER: '' } as const
const signersOf = (changes: Partial<typeof given>): string[] => [...served.keys()].map(statusIssuersIn(statusConfigOf({ ...given, ...changes }), served))

describe('whose lists an authority uses', () => {
  it('is its own, unless it is among those that share', () => {
    expect(signersOf({})).toEqual(['aldermoor', 'dunmere', 'elmsworth'])
    expect(signersOf({ COMMON_LISTS: ['dunmere'], COMMON_LIST_SIGNER: 'aldermoor' } as object)).toEqual(['aldermoor', 'aldermoor', 'elmsworth'])
  })

  it.each([
    [{ COMMON_LISTS: ['dunmere'] }, 'COMMON_LISTS needs COMMON_LIST_SIGNER'],
    [{ COMMON_LIST_SIGNER: 'aldermoor' }, 'COMMON_LIST_SIGNER needs COMMON_LISTS'],
    [{ COMMON_LISTS: ['dunmere', 'aldermoor'], COMMON_LIST_SIGNER: 'aldermoor' }, 'COMMON_LISTS names aldermoor, which signs them'],
    [{ COMMON_LISTS: ['fernhill'], COMMON_LIST_SIGNER: 'aldermoor' }, 'name fernhill, which this service doesn\'t issue for'],
    [{ COMMON_LISTS: ['dunmere'], COMMON_LIST_SIGNER: 'fernhill' }, 'name fernhill, which this service doesn\'t issue for'],
  ])('is refused as %j', (changes, words) => {
    expect(() => signersOf(changes as object)).toThrow(words)
  })

  it('decides the address of the list, in each profile below the signer\'s own', () => {
    const list = { statusIssuer: 'aldermoor', statusList: 3 }
    expect(statusListUri({ serviceUrl: 'https://issuer.example', profile: open }, list)).toBe('https://issuer.example/aldermoor/status-lists/3')
    expect(statusListUri({ serviceUrl: 'https://issuer.example', profile: otherProfiles.haip }, list)).toBe('https://issuer.example/aldermoor/haip/status-lists/3')
  })
})
