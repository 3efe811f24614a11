import { beforeAll, describe, expect, it } from 'vitest'
import { authorizationOf, authorizationSettings } from '@counterfoil/issuer/authorization-config'
import { createConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { fingerprintOf, parseAnchor } from '@counterfoil/service-kit/crypto/certificate-chain'
import { z } from 'zod'

let anchor: string
beforeAll(async () => {
  anchor = (await createConsortiumCa('Wallet provider')).certificate
})

/** The configuration with one attested wallet, whose entry names these anchors. */
const withAnchors = (attestation_anchors: unknown) =>
  authorizationOf({
    ...z.object(authorizationSettings).parse({ CITIZEN_OIDC_CLIENT_ID: 'counterfoil-citizens' }),
    CITIZEN_OIDC_ISSUER_URL: 'https://sign-in.example',
    CITIZEN_OIDC_KEY_FILE: {},
    WALLET_ATTESTATION_ANCHORS_FILE: [anchor],
    WALLET_CLIENTS_FILE: [{ client_id: 'https://wallet.example', client_name: 'Wallet', redirect_uris: ['https://wallet.example/cb'], token_endpoint_auth_method: 'attest_jwt_client_auth', attestation_anchors }],
  })?.clients[0]?.attestedBelow

describe('the anchors that a wallet\'s entry names', () => {
  it('are those below which it is attested; an entry that names none leaves it to all', () => {
    const named = [fingerprintOf(parseAnchor(anchor))]
    expect(withAnchors(named)).toEqual(named)
    expect(withAnchors(undefined)).toBeUndefined()
  })

  it.each([
    ['that aren\'t trusted here', ['0'.repeat(64)], /names an anchor that WALLET_ATTESTATION_ANCHORS_FILE lacks/],
    ['that are none', [], /not a list of wallets/],
    ['written otherwise', ['AB:CD'], /not a list of wallets/],
  ])('are refused at the start: %s', (_what, named, words) => {
    expect(() => withAnchors(named)).toThrow(words)
  })
})
