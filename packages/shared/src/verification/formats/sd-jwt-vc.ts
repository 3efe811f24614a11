import { cutSdJwt } from '../../sd-jwt/parse-sd-jwt.ts'
import { restoreClaims, type RestoredClaims } from '../../sd-jwt/restore-claims.ts'
import { checkBinding } from '../check-binding.ts'
import { checkValidity } from '../check-validity.ts'
import { checkHeader, holderKey } from '../check-structure.ts'
import { tokenStatus } from '../check-status.ts'
import type { OpenPresentation } from './opened-presentation.ts'

/** An SD-JWT VC. @see RFC 9901, section 7; SD-JWT VC, section 3; OpenID4VP 1.0, appendix B.3 */
export const openSdJwtVc: OpenPresentation = (presentation, reading) => {
  const cut = cutSdJwt(presentation, reading)
  const { issuerJwt, keyBinding } = cut
  const { payload } = issuerJwt
  const header = checkHeader(issuerJwt.header)
  const holder = holderKey(payload['cnf'])
  const vct = textOf(payload['vct']) ?? ''
  let restored: RestoredClaims | null = null
  const restore = (): RestoredClaims => (restored ??= restoreClaims(payload, cut.given))
  return {
    issuer: { kid: header.kid, x5c: header.x5c, name: textOf(payload['iss']) },
    signed: { input: issuerJwt.signingInput, signature: issuerJwt.signature },
    restore: () => {
      const { claims, places, disclosures } = restore()
      const { iat } = claims
      return { claims, places, disclosed: disclosures, issuedAt: typeof iat === 'number' ? iat : null }
    },
    typeFor: () => ({ format: 'dc+sd-jwt', name: vct, names: [vct], contexts: [] }),
    isAskedBy: (query) => query.format === 'dc+sd-jwt' && query.meta.vct_values.includes(vct),
    isBound: (expected, ports) => {
      if (keyBinding === null) return false
      checkBinding(keyBinding, cut, expected, ports)
      return true
    },
    isSignedByHolder: (ports) => keyBinding !== null && holder !== null && ports.verifyHolder(holder, keyBinding.signingInput, keyBinding.signature),
    checkValidity: (now, audience) => checkValidity(restore().claims, now, audience),
    statuses: () => tokenStatus(payload['status']),
  }
}

/** What is no text is a name that nobody has. */
const textOf = (value: unknown): string | null => (value === undefined ? null : typeof value === 'string' ? value : '')
