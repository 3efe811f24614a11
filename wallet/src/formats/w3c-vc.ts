import { keyOfHolder } from '@counterfoil/shared/did/holder-key'
import { sameDid } from '@counterfoil/shared/did/ethr-did'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { sha256Of } from '@counterfoil/shared/kernel/sha256'
import { readCredentialJwt, type CredentialJwt } from '@counterfoil/shared/vc/credential-jwt'
import { presentCredentialJwt } from '@counterfoil/shared/vc/present-credential-jwt'
import { holderKey } from '@counterfoil/shared/verification/check-structure'
import { openW3cVc } from '@counterfoil/shared/verification/formats/w3c-vc'
import { keyNameOf } from '../domain/credential-copies.ts'
import { answering, isSignedBy, readOrWrong, wrong, type Expected, type JudgedCredential, type JudgingParts, type OpenedCredential, type PresentingParts, type Shown } from './format.ts'

const reading = { sha256: sha256Of }
const second = 1000

/** A credential of the W3C's data model 1.1 or 2.0, in a JWT. @see OpenID4VCI 1.0, appendix A.1.1; VC Data Model 2.0, section 4 */
export async function judgeW3cVc(credential: string, { types, contexts, authority, issuer }: Expected & { readonly types: readonly string[]; readonly contexts: readonly string[] }, parts: JudgingParts): Promise<JudgedCredential> {
  const { read, opened, statuses } = readOrWrong(() => {
    const taken = openW3cVc(credential, reading)
    // It is meant for nobody in particular: whoever it were meant for, nobody else would take it.
    taken.checkValidity(epochSeconds(parts.now()), '')
    return { read: readCredentialJwt(credential), opened: taken, statuses: taken.statuses() }
  })
  const isOffered =
    types.every((type) => read.types.includes(type)) &&
    contexts.every((context) => read.contexts.includes(context)) &&
    (read.issuer === issuer || sameDid(read.issuer, authority.did))
  if (!isOffered || !(await isSignedBy(authority, opened.issuer, opened.signed, parts))) throw wrong()
  const [token] = statuses.filter((status) => status.mechanism === 'status_list')
  const bitstrings = statuses.filter((status) => status.mechanism === 'BitstringStatusListEntry')
  return {
    key: readOrWrong(() => holderOf(read)),
    claims: claimsOf(read.credential),
    expiresAt: endOf(read),
    status: token === undefined ? null : { uri: token.uri, index: token.index },
    ...(bitstrings.length === 0 ? {} : { bitstrings: bitstrings.map(({ uri, index, purpose }) => ({ uri, index, purpose })) }),
  }
}

const holderOf = ({ jwt, subject }: CredentialJwt): P256PublicJwk | null => holderKey(jwt.payload['cnf']) ?? (subject === null ? null : keyOfHolder(subject))

/** The earlier of what the JWT and the credential say. */
function endOf({ jwt, until }: CredentialJwt): number | null {
  const { exp } = jwt.payload
  const ends = [...(typeof exp === 'number' ? [exp] : []), ...(until === null ? [] : [Math.floor(until / second)])]
  return ends.length === 0 ? null : Math.min(...ends)
}

/** What a credential says about itself. @see VC Data Model 2.0, section 4 */
const aboutItself: ReadonlySet<string> = new Set([
  '@context',
  'id',
  'type',
  'name',
  'description',
  'issuer',
  'issuanceDate',
  'expirationDate',
  'validFrom',
  'validUntil',
  'credentialStatus',
  'credentialSchema',
  'status',
  'termsOfUse',
  'refreshService',
  'relatedResource',
  'proof',
])
const ofTheJwt: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'iat', 'nbf', 'exp', 'jti', 'cnf'])

/** What it says about its holder; the identifier there is their key. */
function claimsOf(credential: JsonObject): JsonObject {
  const { id: _, ...subject } = credential['credentialSubject'] as JsonObject // one object: readCredentialJwt
  const others = Object.entries(credential).filter(([name]) => name !== 'credentialSubject' && !aboutItself.has(name) && !ofTheJwt.has(name))
  return { ...Object.fromEntries(others), credentialSubject: subject }
}

export function openW3cCredential(credential: string): OpenedCredential {
  const answered = answering(openW3cVc(credential, reading))
  return { ...answered, claims: claimsOf(answered.claims), spoken: (path) => (path[0] === 'credentialSubject' ? path.slice(1) : path), canHide: () => false }
}

/** Within a presentation, or, where nobody asks who shows it, as its issuer made it. @see OpenID4VP 1.0, appendices B.1 and B.1.3.1 */
export const presentW3cVc = async ({ credential: held, request, isBound }: Shown, { keys, now }: PresentingParts): Promise<string> =>
  !isBound ? held.credential : presentCredentialJwt(held.credential, { holder: holderIn(held.credential), audience: request.clientId.full, nonce: request.nonce, issuedAt: epochSeconds(now()) }, (signingInput) => keys.sign(keyNameOf(held), signingInput))

function holderIn(credential: string): P256PublicJwk {
  const key = holderOf(readCredentialJwt(credential))
  if (key === null) throw wrong()
  return key
}
