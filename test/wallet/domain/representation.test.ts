import { describe, expect, it } from 'vitest'
import { representationIn } from '@counterfoil/wallet/domain/representation'

const labels = [{ path: ['role'], label: { en: 'Role', cy: 'Rôl' }, values: { guardian: { en: 'Guardian', cy: 'Gwarcheidwad' } } }]
const represented = { given_name: 'Ana', family_name: 'Price' }

describe('a representation', () => {
  it('names the person and the role', () => {
    expect(representationIn({ claims: { represented, role: 'parent' }, labels })).toEqual({ person: 'Ana Price', role: 'parent', roleName: null })
    expect(representationIn({ claims: { represented: { given_name: 'Ana' }, role: 'guardian' }, labels })).toEqual({ person: 'Ana', role: null, roleName: { en: 'Guardian', cy: 'Gwarcheidwad' } })
  })

  it.each([{}, { role: 'parent' }, { represented }, { represented: 'Ana', role: 'parent' }, { represented: {}, role: 'parent' }, { represented: { given_name: 7 }, role: 'parent' }, { represented, role: 7 }])('is none in %j', (claims) => {
    expect(representationIn({ claims, labels })).toBeNull()
  })
})
