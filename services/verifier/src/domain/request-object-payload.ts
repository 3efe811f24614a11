import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { vpFormatsSupported, type ClientMetadata, type ResponseEncryptionKey } from '@counterfoil/shared/oid4vp/client-metadata'
import { privacyNoticeMembers } from '@counterfoil/shared/oid4vp/privacy-notice'
import { wallets, type RequestObjectClaims } from '@counterfoil/shared/oid4vp/request-object'
import { statedPurpose, type FormProfile } from './form-profile.ts'
import type { FormQuery } from './form-query.ts'

type Constant = Pick<RequestObjectClaims, 'aud' | 'response_type' | 'response_mode' | 'dcql_query' | 'counterfoil_purpose'>
type ConstantMetadata = Omit<ClientMetadata, 'jwks'>

const inner = (value: object): string => JSON.stringify(value).slice(1, -1)

const metadata: ConstantMetadata = {
  // HAIP 1.0, section 5, asks for both.
  encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
  vp_formats_supported: vpFormatsSupported,
}

/** What a form's Request Objects say of the verifier, but for the key of each, as JSON without its braces. */
export const constantMetadata = (privacyNotice: Bilingual | null): string => inner({ ...metadata, ...privacyNoticeMembers(privacyNotice) } satisfies ConstantMetadata)

/** What every Request Object of a form has in common, as JSON without its braces: written once, not at each request. */
export function constantMembers(profile: FormProfile, authority: string, query: FormQuery): string {
  const members: Constant = {
    aud: wallets,
    response_type: 'vp_token',
    response_mode: 'direct_post.jwt',
    dcql_query: query,
    counterfoil_purpose: statedPurpose(profile, authority),
  }
  return inner(members)
}

export interface RequestObjectParts {
  readonly clientId: string
  readonly responseUri: string
  readonly nonce: string
  readonly state: string
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly encryptionKey: ResponseEncryptionKey
  readonly constantMembers: string
  readonly constantMetadata: string
}

/** The claims of one Request Object, as JSON. @see OpenID4VP 1.0, section 5 */
export function requestObjectPayload(parts: RequestObjectParts): string {
  const members: Omit<RequestObjectClaims, keyof Constant | 'client_metadata'> = {
    client_id: parts.clientId,
    response_uri: parts.responseUri,
    nonce: parts.nonce,
    state: parts.state,
    iat: parts.issuedAt,
    exp: parts.expiresAt,
  }
  const keys: Pick<ClientMetadata, 'jwks'> = { jwks: { keys: [parts.encryptionKey] } }
  return `{${inner(members)},"client_metadata":{${inner(keys)},${parts.constantMetadata}},${parts.constantMembers}}`
}
