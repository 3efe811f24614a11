import { needsHolderBinding } from '@counterfoil/shared/dcql/credential-query'
import { matchCredential, certificatesOf } from '@counterfoil/shared/dcql/match-credential'
import { sameDid } from '@counterfoil/shared/did/ethr-did'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { authorisation } from '@counterfoil/shared/oid4vp/transaction-data'
import { parseIssuedSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { holderKey } from '@counterfoil/shared/verification/check-structure'
import { keyNameOf } from '../domain/credential-copies.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import { isInstantOrAbsent, isSignedBy, readOrWrong, skew, wrong, type Expected, type JudgedCredential, type JudgingParts, type OpenedCredential, type PresentingParts, type Shown } from './format.ts'

/** @see SD-JWT VC, section 3 */
export async function judgeSdJwtVc(credential: string, { vct, authority, issuer }: Expected & { readonly vct: string }, parts: JudgingParts): Promise<JudgedCredential> {
  const { issuerJwt, claims } = readOrWrong(() => parseIssuedSdJwt(credential, { sha256: sha256Text }))
  const { header, payload, signingInput: input, signature } = issuerJwt
  const { kid } = header
  const { iss, exp, nbf } = payload
  const now = parts.now()
  const isOffered =
    header['typ'] === 'dc+sd-jwt' &&
    header['alg'] === 'ES256' &&
    payload['vct'] === vct &&
    // Who signed is told by the key; a name beside it must not say otherwise.
    (iss === undefined || iss === issuer || (typeof iss === 'string' && sameDid(iss, authority.did))) &&
    isInstantOrAbsent(exp) &&
    isInstantOrAbsent(nbf) &&
    (exp === undefined || exp > now) &&
    (nbf === undefined || nbf <= now + skew)
  if (!isOffered || !(kid === undefined || typeof kid === 'string')) throw wrong()
  if (!(await isSignedBy(authority, { kid: kid ?? null, x5c: certificatesOf(header['x5c']) }, { input, signature }, parts))) throw wrong()
  return { key: readOrWrong(() => holderKey(payload['cnf'])), claims, expiresAt: exp ?? null, status: statusReference(payload['status']) }
}

function statusReference(status: Json | undefined): HeldCredential['status'] {
  const { uri, idx }: JsonObject = isJsonObject(status) && isJsonObject(status['status_list']) ? status['status_list'] : {}
  return typeof uri === 'string' && typeof idx === 'number' ? { uri, index: idx } : null
}

export function openSdJwtVc(credential: string): OpenedCredential {
  const parsed = parseIssuedSdJwt(credential, { sha256: sha256Text })
  const { claims, places, disclosures, issuerJwt } = parsed
  const { vct, cnf } = issuerJwt.payload
  return {
    claims,
    places,
    spoken: (path) => path,
    isAskedBy: (query) => query.format === 'dc+sd-jwt' && typeof vct === 'string' && query.meta.vct_values.includes(vct) && (isJsonObject(cnf) || !needsHolderBinding(query)),
    answer: (query) => (query.format === 'dc+sd-jwt' ? matchCredential(parsed, query) : null),
    canHide: (path) => disclosures.some((disclosure) => disclosure.path.every((step, index) => step === path[index])),
  }
}

/** @see OpenID4VP 1.0, appendix B.3.6 */
export async function presentSdJwtVc({ credential, paths, request, transactions }: Shown, { keys, now }: PresentingParts): Promise<string> {
  const selection = selectDisclosures(credential.credential, paths, { sha256: sha256Text })
  return bindToHolder(
    selection,
    { audience: request.clientId.full, nonce: request.nonce, issuedAt: epochSeconds(now()), more: authorisation(transactions, sha256Text) },
    { sha256: sha256Text, sign: (signingInput) => keys.sign(keyNameOf(credential), signingInput) },
  )
}
