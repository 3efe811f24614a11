import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { accreditationInfo } from '@counterfoil/shared/oid4vp/verifier-info'
import { requestObjectPayload, type RequestMembers } from '../domain/request-object-payload.ts'
import type { OpenPresentation } from '../ports.ts'
import type { Asked } from './ask.ts'

/** What depends on the way that a request goes. */
export type WayMembers = Pick<RequestMembers, 'client_id' | 'response_uri' | 'state' | 'wallet_nonce' | 'expected_origins'>

/** The claims of the request of a presentation, as JSON. @see OpenID4VP 1.0, section 5 */
export function writeRequest(presentation: OpenPresentation, { form, profile, did, responseMode }: Asked, way: WayMembers, now: EpochSeconds): string {
  const { nonce, transactions, expiresAt, responseKey } = presentation
  return requestObjectPayload({
    members: {
      ...way,
      response_mode: responseMode,
      nonce,
      iat: now,
      exp: expiresAt,
      ...(profile.verifierInfo ? { verifier_info: [accreditationInfo(did, { ids: form.query.credentials.map(({ id }) => id), types: form.vcts })] } : {}),
      ...(transactions.length === 0 ? {} : { transaction_data: transactions }),
    },
    encryptionKey: profile.isEncrypted ? responseKey.publicJwk : null,
    constantMembers: form.constantMembers,
    constantMetadata: form.constantMetadata,
  })
}
