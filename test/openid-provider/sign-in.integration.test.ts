import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleClaims } from '../verifier/support/holder.ts'
import { redeem, share, startProviderWorld, visit, type ProviderWorld } from './support/provider-world.ts'

let world: ProviderWorld
beforeAll(async () => {
  world = await startProviderWorld()
})
afterAll(() => world?.close())

describe('somebody who is sent to sign in', () => {
  it.each(['key', 'secret'] as const)('by a relying party that shows itself by a %s, is told of in the words of OpenID Connect', async (by) => {
    const party = await world.party(by)
    const visited = await visit(party)
    expect(visited.here.page).toContain('Sign in to Blue Badges with your wallet')
    const back = await share(world, visited)
    expect(back.address).toMatch(/^https:\/\/badges\.example\/signed-in\?code=/)
    expect(new URL(back.address).searchParams.get('iss')).toBe(world.issuer)
    const tokens = await redeem(party, visited, back)
    const { address, ...named } = sampleClaims
    const told = {
      given_name: named.given_name,
      family_name: named.family_name,
      birthdate: named.birth_date,
      address: { street_address: `${address.address_line_1}\n${address.address_line_2}`, locality: address.post_town, postal_code: address.postcode },
      counterfoil_fields: { uprn: address.uprn },
    }
    expect(tokens.claims()).toMatchObject({
      iss: world.issuer,
      ...told,
      verified_claims: [
        {
          verification: {
            trust_framework: 'counterfoil',
            time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
            evidence: [{ type: 'vouch', check_details: [{ check_method: 'vcrypt', txn: expect.any(String) }], attestation: { type: 'digital_attestation', reference_number: 'Residency', voucher: { organization: 'aldermoor Council' } } }],
          },
          claims: told,
        },
      ],
      counterfoil_receipt: expect.stringContaining('~'),
    })
    expect(tokens).not.toHaveProperty('refresh_token')
  })
})
