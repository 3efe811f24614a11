import { jwkThumbprint } from '@counterfoil/shared/kernel/jwk'
import type { Handover } from '@counterfoil/shared/mdoc/session-transcript'
import type { OpenPresentation } from '../ports.ts'
import type { Asked } from './ask.ts'

/** What the holder of an mdoc signs of a request. @see OpenID4VP 1.0, appendices B.2.6.1 and B.2.6.2 */
export function handoverOf({ clientId, responseUri, responseMode }: Asked, { origin, responseKey }: OpenPresentation, sha256: (text: string) => string): Handover {
  const thumbprint = responseMode.endsWith('.jwt') ? jwkThumbprint(responseKey.publicJwk, sha256) : null
  return origin === null ? { kind: 'redirect', clientId, responseUri, thumbprint } : { kind: 'dc_api', origin, thumbprint }
}
