import { expect, it } from 'vitest'
import { discloseEveryClaim } from '@counterfoil/shared/catalogue/disclose-every-claim'
import { RecursiveDisclosure } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { typeOf } from '../../support/catalogue.ts'

it.each(['residency', 'blue-badge', 'representation'])('every claim of %s is a disclosure, and an object is one with disclosures within', (id) => {
  const { schema } = typeOf(id)
  const members = discloseEveryClaim(schema)
  expect(Object.keys(members)).toEqual(Object.keys(schema.properties))
  for (const [name, one] of Object.entries(schema.properties)) expect(one.type === 'object' ? members[name] instanceof RecursiveDisclosure : members[name] === true, name).toBe(true)
})
