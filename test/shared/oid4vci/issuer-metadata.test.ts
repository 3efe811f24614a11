import { describe, expect, it } from 'vitest'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { issuerMetadata } from '@counterfoil/shared/oid4vci/issuer-metadata'
import { authorizationServerMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { mustBeRecognised } from '@counterfoil/issuer/adapters/recognised-metadata'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { typeOf } from '../../support/catalogue.ts'

const type = typeOf('residency')
const configurations = configurationsOf([type], 'https://issuer.example/types')
const identifier = 'https://issuer.example/aldermoor'
const credentialIssuer = issuerMetadata({ identifier, name: { en: 'Aldermoor', cy: 'Aldermoor (Cymraeg)' }, batchSize: 10, takesAttestations: false, encryption: { keys: [], mustBeEncrypted: false }, configurations: configurations.values() })
const authorizationServer = authorizationServerMetadata(identifier)

describe('issuer metadata', () => {
  it('publishes one type in every format', () => {
    expect(credentialIssuer).toMatchObject({
      credential_issuer: identifier,
      nonce_endpoint: `${identifier}/nonce`,
      credential_configurations_supported: {
        'residency-sd-jwt': { format: 'dc+sd-jwt', vct: 'https://issuer.example/types/residency/1' },
        'residency-jwt-vc': { format: 'jwt_vc_json', credential_definition: { type: ['VerifiableCredential', 'ResidencyCredential'] } },
        'residency-vc-jwt': { format: 'jwt_vc_json' },
        'residency-mdoc': { format: 'mso_mdoc' },
      },
    })
  })

  it('describes each claim by its path in the format, in both languages', () => {
    const published = credentialIssuer['credential_configurations_supported'] as Record<string, { credential_metadata: { claims: unknown[] } }>
    const display = [{ name: 'Postcode', locale: 'en-GB' }, { name: 'Cod post', locale: 'cy-GB' }]
    expect(published['residency-sd-jwt']?.credential_metadata.claims).toContainEqual({ path: ['address', 'postcode'], mandatory: true, display })
    expect(published['residency-jwt-vc']?.credential_metadata.claims).toContainEqual({ path: ['credentialSubject', 'address', 'postcode'], mandatory: true, display })
    expect(published['residency-sd-jwt']?.credential_metadata.claims).toContainEqual(expect.objectContaining({ path: ['address', 'address_line_2'], mandatory: false }))
  })

  it('is recognised as OpenID4VCI 1.0 by the OpenWallet Foundation library', async () => {
    await expect(mustBeRecognised({ identifier, credentialIssuer, authorizationServer })).resolves.toBeUndefined()
  })

  it.each([
    ['an mdoc whose algorithms are named as in JWTs', 'residency-mdoc', { credential_signing_alg_values_supported: ['ES256'] }],
    ['an mdoc without its docType', 'residency-mdoc', { doctype: undefined }],
    ['an mdoc whose claims have no namespace', 'residency-mdoc', { credential_metadata: { claims: [{ path: ['given_name'] }] } }],
    ['a W3C credential without types', 'residency-vc-jwt', { credential_definition: {} }],
  ])('would not be recognised with %s', async (_what, id, changes) => {
    const published = credentialIssuer['credential_configurations_supported'] as Record<string, JsonObject>
    const broken = JSON.parse(JSON.stringify({ ...published, [id]: { ...published[id], ...changes } })) as JsonObject
    await expect(mustBeRecognised({ identifier, credentialIssuer: { ...credentialIssuer, credential_configurations_supported: broken }, authorizationServer })).rejects.toThrow(id)
  })

  it('would not be recognised in the shape of a draft, or with a configuration that wallets do not know', async () => {
    const published = credentialIssuer['credential_configurations_supported'] as Record<string, JsonObject>
    // An mdoc's algorithms are numbers only since 1.0, which would give it away.
    const draft = Object.fromEntries(Object.entries(published).filter(([id]) => id !== 'residency-mdoc').map(([id, { credential_metadata: _later, ...rest }]) => [id, rest]))
    await expect(mustBeRecognised({ identifier, credentialIssuer: { ...credentialIssuer, credential_configurations_supported: draft }, authorizationServer })).rejects.toThrow('not recognised')
    const foreign = { ...published, odd: { ...published['residency-sd-jwt'], format: 'odd' } }
    await expect(mustBeRecognised({ identifier, credentialIssuer: { ...credentialIssuer, credential_configurations_supported: foreign }, authorizationServer })).rejects.toThrow('odd')
  })
})
