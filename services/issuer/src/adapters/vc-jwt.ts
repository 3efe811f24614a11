import { faultOfCredential } from '@counterfoil/shared/vc/fault-of-credential'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Es256Signer } from '../ports.ts'

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Secures a credential of data model 2.0: the payload is the credential itself, in no wrapper. What is no such credential is
 * signed by nobody. @see Securing Verifiable Credentials using JOSE and COSE, section 3.1
 */
export async function secureVcJwt(credential: JsonObject, { kid, x5c, sign }: Pick<Es256Signer<'credential'>, 'kid' | 'x5c' | 'sign'>): Promise<string> {
  const fault = faultOfCredential(credential)
  if (fault !== null) throw new Error(`not a credential of data model 2.0: ${fault}`)
  const signingInput = `${encode({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid, x5c })}.${encode(credential)}`
  return `${signingInput}.${await sign(signingInput)}`
}
