import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { formOf } from '@counterfoil/shared/oauth/authorization-request'
import type { ClientProof } from '../../ports/council-api.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const basicShape = /^Basic ([A-Za-z0-9+/]{1,1024}={0,2})$/i

/** What a token request shows of its client: one proof and no second one. Refuses `invalid_client`, `invalid_request`. @see RFC 6749, section 2.3 */
export function clientProofOf(body: unknown, authorization: string | undefined): ClientProof {
  const form = formOf(body)
  const assertion = form('client_assertion')
  if (assertion !== null && authorization !== undefined) throw new Refusal('invalid_request', { detail: 'two proofs of the client' })
  if (assertion !== null) {
    if (form('client_assertion_type') !== assertionType) throw new Refusal('invalid_client', { detail: 'client_assertion_type' })
    return { method: 'private_key_jwt', assertion }
  }
  const basic = basicOf(authorization)
  if (basic === null) throw new Refusal('invalid_client', { detail: 'no proof of the client' })
  return { method: 'client_secret_basic', ...basic }
}

/** Each half is encoded as in a form. @see RFC 6749, section 2.3.1 */
function basicOf(header: string | undefined): { readonly clientId: string; readonly secret: string } | null {
  const encoded = basicShape.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1) return null
  const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))
  try {
    return { clientId: decode(pair.slice(0, colon)), secret: decode(pair.slice(colon + 1)) }
  } catch {
    return null
  }
}
