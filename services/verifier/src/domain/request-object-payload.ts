import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { vpFormatsSupported, type ClientMetadata, type ResponseEncryptionKey, type ResponseEncryptionMembers } from '@counterfoil/shared/oid4vp/client-metadata'
import { privacyNoticeMembers } from '@counterfoil/shared/oid4vp/privacy-notice'
import { wallets, type RequestObjectClaims } from '@counterfoil/shared/oid4vp/request-object'
import { statedPurpose, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { FormQuery } from '@counterfoil/shared/form-profile/form-query'

type Constant = Pick<RequestObjectClaims, 'aud' | 'response_type' | 'dcql_query' | 'counterfoil_purpose'>
type ConstantMetadata = Omit<ClientMetadata, keyof ResponseEncryptionMembers>

const inner = (value: object): string => JSON.stringify(value).slice(1, -1)

const metadata: ConstantMetadata = { vp_formats_supported: vpFormatsSupported }

/** What a form's Request Objects say of the verifier, but for the key of each, as JSON without its braces. */
export const constantMetadata = (privacyNotice: Bilingual | null, erasureEndpoint: string): string => inner({ ...metadata, ...privacyNoticeMembers(privacyNotice), erasure_endpoint: erasureEndpoint } satisfies ConstantMetadata)

/** What every Request Object of a form has in common, as JSON without its braces: written once, not at each request. */
export function constantMembers(profile: FormProfile, authority: string, query: FormQuery): string {
  const members: Constant = {
    aud: wallets,
    response_type: 'vp_token',
    dcql_query: query,
    counterfoil_purpose: statedPurpose(profile, authority),
  }
  return inner(members)
}

/** What is different in each request. */
export type RequestMembers = Omit<RequestObjectClaims, keyof Constant | 'client_metadata'>

export interface RequestObjectParts {
  readonly constantMembers: string
  readonly constantMetadata: string
  readonly members: RequestMembers
  /** Where the answer is encrypted. */
  readonly encryptionKey: ResponseEncryptionKey | null
}

/** The claims of one Request Object, as JSON. @see OpenID4VP 1.0, section 5 */
export function requestObjectPayload({ members, encryptionKey, constantMembers: always, constantMetadata: alwaysOfClient }: RequestObjectParts): string {
  const encryption = encryptionKey === null ? '' : `${inner(encryptedTo(encryptionKey))},`
  return `{${inner(members)},"client_metadata":{${encryption}${alwaysOfClient}},${always}}`
}

/** Both content encryptions. @see HAIP 1.0, section 5 */
const encryptedTo = (key: ResponseEncryptionKey): ResponseEncryptionMembers => ({ jwks: { keys: [key] }, encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] })
