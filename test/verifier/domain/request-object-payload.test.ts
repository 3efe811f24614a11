import { describe, expect, it } from 'vitest'
import { statedPurpose } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery } from '@counterfoil/shared/form-profile/form-query'
import { constantMembers, constantMetadata, requestObjectPayload } from '@counterfoil/verifier/domain/request-object-payload'
import { formProfile } from '../../support/form-profiles.ts'

describe('the payload of a Request Object', () => {
  it('is the same JSON as if it were written in one go', () => {
    const query = formQuery(formProfile(), { vct: 'http://t/residency/1', type: { w3cTypes: [] } })
    const payload = requestObjectPayload({
      members: { client_id: 'decentralized_identifier:did:ethr:0x1:0x2', response_mode: 'direct_post.jwt', response_uri: 'http://v/a/responses/1', nonce: 'n"1', state: 's', wallet_nonce: 'of the wallet', iat: 1, exp: 2 },
      encryptionKey: { kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ECDH-ES', use: 'enc', x: 'x', y: 'y' },
      constantMembers: constantMembers(formProfile(), 'aldermoor', query),
      constantMetadata: constantMetadata({ en: 'http://w/privacy', cy: 'http://w/preifatrwydd' }, 'http://v/a/erasures'),
    })
    expect(JSON.parse(payload)).toEqual({
      client_id: 'decentralized_identifier:did:ethr:0x1:0x2',
      response_uri: 'http://v/a/responses/1',
      nonce: 'n"1',
      state: 's',
      wallet_nonce: 'of the wallet',
      iat: 1,
      exp: 2,
      client_metadata: {
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ECDH-ES', use: 'enc', x: 'x', y: 'y' }] },
        encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
        policy_uri: 'http://w/privacy',
        'policy_uri#cy': 'http://w/preifatrwydd',
        erasure_endpoint: 'http://v/a/erasures',
        vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] }, jwt_vc_json: { alg_values: ['ES256'] }, mso_mdoc: { issuerauth_alg_values: [-7], deviceauth_alg_values: [-7] } },
      },
      aud: 'https://self-issued.me/v2',
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      dcql_query: query,
      counterfoil_purpose: statedPurpose(formProfile(), 'aldermoor'),
    })
  })
})
