import { jwkThumbprint } from '@counterfoil/shared/kernel/jwk'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { sha256Of } from '@counterfoil/shared/kernel/sha256'
import { parseIssuedMdoc } from '@counterfoil/shared/mdoc/issuer-signed'
import { presentMdoc } from '@counterfoil/shared/mdoc/present-mdoc'
import { openHeldMdoc } from '@counterfoil/shared/verification/formats/mdoc'
import { keyNameOf } from '../domain/credential-copies.ts'
import { answering, isSignedBy, readOrWrong, wrong, type Expected, type JudgedCredential, type JudgingParts, type OpenedCredential, type PresentingParts, type Shown } from './format.ts'

const reading = { sha256: sha256Of }
const second = 1000

/** An mdoc as its issuer signed it, with every element. @see OpenID4VCI 1.0, appendix A.2; ISO/IEC 18013-5, section 9.3.1 */
export async function judgeMdoc(credential: string, { docType, authority }: Expected & { readonly docType: string }, parts: JudgingParts): Promise<JudgedCredential> {
  const { security, opened, claims, status } = readOrWrong(() => {
    const taken = openHeldMdoc(credential, reading)
    taken.checkValidity(epochSeconds(parts.now()), '')
    return { security: parseIssuedMdoc(credential).security, opened: taken, claims: taken.restore().claims, status: taken.statuses()[0] }
  })
  if (security.docType !== docType) throw wrong()
  if (!(await isSignedBy(authority, opened.issuer, opened.signed, parts))) throw wrong()
  return { key: security.deviceKey, claims, expiresAt: Math.floor(security.validUntil / second), status: status === undefined ? null : { uri: status.uri, index: status.index } }
}

export function openMdocCredential(credential: string): OpenedCredential {
  return { ...answering(openHeldMdoc(credential, reading)), spoken: ([, ...path]) => path, canHide: () => true }
}

/** @see OpenID4VP 1.0, appendix B.2 */
export function presentMdocCredential({ credential: held, paths, request }: Shown, { keys }: PresentingParts): Promise<string> {
  const { clientId, responseUri, nonce, encryptTo } = request
  const thumbprint = encryptTo === null ? null : jwkThumbprint(encryptTo.key, sha256Of)
  // An element is shown as a whole, whatever of it was asked for.
  const chosen = paths.map(([namespace = '', name = '']) => ({ namespace: String(namespace), name: String(name) }))
  return presentMdoc(held.credential, { chosen, handover: { kind: 'redirect', clientId: clientId.full, responseUri, thumbprint }, nonce }, { sha256: sha256Of, sign: (bytes) => keys.sign(keyNameOf(held), bytes) })
}
