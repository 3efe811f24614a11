import { keyOfHolder } from '../../did/holder-key.ts'
import type { CredentialQuery } from '../../dcql/credential-query.ts'
import { isNumericDate, type EpochSeconds } from '../../kernel/branded.ts'
import type { P256PublicJwk } from '../../kernel/jwk.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { bitstringEntries } from '../../vc/bitstring-entries.ts'
import { readCredentialJwt, type CredentialJwt } from '../../vc/credential-jwt.ts'
import { namesOfType } from '../../vc/expanded-types.ts'
import { readPresentationJwt, type PresentationJwt } from '../../vc/presentation-jwt.ts'
import { checkAge } from '../check-binding.ts'
import { holderKey, keyNamedBy } from '../check-structure.ts'
import { checkValidity } from '../check-validity.ts'
import { tokenStatus } from '../check-status.ts'
import type { PresentedType } from '../policy.ts'
import type { ExpectedBinding, OpenPresentation } from './opened-presentation.ts'

const [longest, skew, second] = [262_144, 60, 1000]

/** A W3C credential in a JWT, of data model 1.1 or 2.0, within a presentation of either. @see OpenID4VP 1.0, appendix B.1.3.1 */
export const openW3cVc: OpenPresentation = (presented, { decodeText }) => {
  if (presented.length > longest) throw new Refusal('malformed_credential', { detail: 'too large' })
  const presentation = readPresentationJwt(presented, decodeText)
  const read = readCredentialJwt(presentation?.credential ?? presented, decodeText)
  const { jwt, credential, types, contexts } = read
  if (jwt.header['alg'] !== 'ES256') throw new Refusal('credential_invalid', { detail: 'alg' })
  const key = keyNamedBy(jwt.header)
  const holder = holderOf(read)
  return {
    issuer: { ...key, name: read.issuer },
    signed: { input: jwt.signingInput, signature: jwt.signature },
    restore: () => ({ claims: credential, disclosed: [], issuedAt: issuedAt(read) }),
    typeFor: (query) => ({ format: 'jwt_vc_json', name: answeredBy(read, query) ?? types.at(-1) ?? '', names: types, contexts }),
    isAskedBy: (query) => answeredBy(read, query) !== null,
    isBound: (expected, { now }) => {
      if (presentation === null) return false
      checkPresentation(presentation, holder, expected, now)
      return true
    },
    isSignedByHolder: ({ verifyHolder }) => presentation !== null && holder !== null && verifyHolder(holder, presentation.jwt.signingInput, presentation.jwt.signature),
    checkValidity: (now, audience) => {
      checkValidity(jwt.payload, now, audience)
      checkDates(read, now)
    },
    statuses: () => [...tokenStatus(jwt.payload['status'] ?? credential['status']), ...bitstringEntries(credential['credentialStatus'])],
  }
}

/** The key that the issuer confirmed, or that the subject's name is. */
function holderOf({ jwt, subject }: CredentialJwt): P256PublicJwk | null {
  return holderKey(jwt.payload['cnf']) ?? (subject === null ? null : keyOfHolder(subject))
}

/**
 * The type that the first alternative of a query asks for by its last name, of those that the credential has all names of. What is
 * asked for decides, never which of its types an issuer wrote last. Null when it has none. @see OpenID4VP 1.0, appendix B.1.1
 */
function answeredBy({ types, contexts }: CredentialJwt, query: CredentialQuery): PresentedType['name'] | null {
  if (query.format !== 'jwt_vc_json') return null
  const termOf = (name: string): string | undefined => types.find((term) => namesOfType(term, contexts).includes(name))
  const alternative = query.meta.type_values.find((names) => names.every((name) => termOf(name) !== undefined))
  return alternative === undefined ? null : (termOf(alternative.at(-1) ?? '') ?? null)
}

const areSame = (one: P256PublicJwk | null, other: P256PublicJwk | null): boolean => one !== null && other !== null && one.x === other.x && one.y === other.y
const mismatch = (detail: string): Refusal => new Refusal('holder_binding_mismatch', { detail })

/** Whether the presentation was made for this request, and names nobody as its holder but the one the credential names. @see OpenID4VP 1.0, appendix B.1.3.1.4 */
function checkPresentation({ jwt: { payload }, holders }: PresentationJwt, holder: P256PublicJwk | null, expected: ExpectedBinding, now: EpochSeconds): void {
  if (payload['nonce'] !== expected.nonce) throw mismatch('nonce')
  const { aud } = payload
  if (aud !== expected.audience && !(Array.isArray(aud) && aud.length === 1 && aud[0] === expected.audience)) throw mismatch('aud')
  checkAge(payload, now)
  if (!holders.every((name) => areSame(keyOfHolder(name), holder))) throw mismatch('holder')
}

function issuedAt({ jwt: { payload }, from }: CredentialJwt): number | null {
  const date = payload['iat'] ?? payload['nbf']
  return isNumericDate(date) ? date : from === null ? null : Math.floor(from / second)
}

/** @see VC Data Model 2.0, section 4.9 */
function checkDates({ from, until }: CredentialJwt, now: EpochSeconds): void {
  if (until !== null && until <= (now - skew) * second) throw new Refusal('credential_expired')
  if (from !== null && from > (now + skew) * second) throw new Refusal('jwt_premature')
}
