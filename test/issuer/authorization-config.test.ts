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

const shape = z.object(authorizationSettings)
const signInWith = (env: Readonly<Record<string, string>>) =>
  authorizationOf({ ...shape.parse({ CITIZEN_OIDC_CLIENT_ID: 'counterfoil-citizens', ...env }), CITIZEN_OIDC_ISSUER_URL: 'https://sign-in.example', CITIZEN_OIDC_KEY_FILE: {} })?.signIn

describe('how surely it must be known who signs in', () => {
  it('is asked of the provider, and confirmed by the identity service that is named, where a vector asks for that', () => {
    expect(signInWith({ CITIZEN_OIDC_VECTORS_OF_TRUST: 'Cl.Cm.P2, Cl.Cm.P1', CITIZEN_IDENTITY_URL: 'https://identity.example', CITIZEN_OIDC_TRUSTMARK_URL: 'https://sign-in.example/trustmark' })).toMatchObject({
      vectorsOfTrust: ['Cl.Cm.P2', 'Cl.Cm.P1'],
      identityService: 'https://identity.example',
      trustmark: 'https://sign-in.example/trustmark',
    })
    expect(signInWith({ CITIZEN_OIDC_VECTORS_OF_TRUST: 'Cl.Cm', CITIZEN_IDENTITY_URL: 'https://identity.example' })).toMatchObject({ identityService: null, trustmark: null })
  })

  it('can’t be confirmed by nobody', () => {
    for (const vectors of ['Cl.Cm.P2', 'P1.Cl.Cm', 'Cl.Cm, Cl.Cm.P2']) expect(() => signInWith({ CITIZEN_OIDC_VECTORS_OF_TRUST: vectors })).toThrow('CITIZEN_IDENTITY_URL must be given, too')
    expect(signInWith({ CITIZEN_OIDC_VECTORS_OF_TRUST: 'Cl.Cm.P0' })).toMatchObject({ identityService: null })
  })

  it.each(['Cl Cm', 'Cl.', '.Cl', 'cl', 'Cl.P2.P1', 'Pa', 'C', 'Clm'])('is said in no vector like %s', (vector) => {
    expect(shape.safeParse({ CITIZEN_OIDC_VECTORS_OF_TRUST: vector }).success).toBe(false)
  })

  it.each(['http://identity.example', 'https://identity.example/', 'https://identity.example/did', 'https://user:word@identity.example', 'identity.example'])('is confirmed by no service at %s', (url) => {
    expect(shape.safeParse({ CITIZEN_IDENTITY_URL: url }).success).toBe(false)
  })
})
