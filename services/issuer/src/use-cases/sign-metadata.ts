import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { signOnce, type SignOncePorts } from './sign-once.ts'

/** Signs what an issuer says of itself. @see OpenID4VCI 1.0, section 12.2.3 */
export function metadataSigner(ports: SignOncePorts): (authority: Authority, metadata: JsonObject) => Promise<string> {
  const sign = signOnce(ports, 'openidvci-issuer-metadata+jwt')
  return (authority, metadata) => sign(authority, JSON.stringify(metadata), (iat, exp) => ({ ...(authority.profile.namesIssuer === 'no' ? {} : { iss: authority.did }), sub: authority.identifier, iat, exp, ...metadata }))
}
