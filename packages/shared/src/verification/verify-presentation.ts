import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { areInLine, onlySelected } from '../dcql/claims-path.ts'
import { needsHolderBinding, type SdJwtVcQuery } from '../dcql/credential-query.ts'
import { answerClaims } from '../dcql/match-claims.ts'
import { matchesTrustedAuthorities } from '../dcql/trusted-authorities.ts'
import { parseSdJwt, type ParsedSdJwt } from '../sd-jwt/parse-sd-jwt.ts'
import { checkBinding } from './check-binding.ts'
import { checkStatus } from './check-status.ts'
import { checkHeader, holderKey, type CredentialHeader } from './check-structure.ts'
import { checkValidity } from './check-validity.ts'
import { checkNames, type Check, type CheckName, type Verdict, type Verified } from './verdict.ts'
import type { IssuerKey, VerificationPorts } from './verification-ports.ts'

export interface PresentationToJudge {
  readonly presentation: string
  readonly query: SdJwtVcQuery
  /** The full prefixed client identifier, which the key binding must name. */
  readonly audience: string
  readonly nonce: string
}

/**
 * Judges one presentation of an SD-JWT VC: every check of design section 4 step 6, in order, stopping at the first that
 * fails. Never throws for what the presentation holds. Without `require_cryptographic_holder_binding` a presentation
 * may come unbound; a binding that is there is judged all the same.
 * @see RFC 9901, section 7.3; OpenID4VP 1.0, section 8.6; Token Status List, section 8.3
 */
export async function verifyPresentation<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>): Promise<Verdict> {
  const progress = new Progress()
  try {
    return { outcome: 'verified', ...(await judge(input, ports, progress)), checks: progress.passed() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', refusal: error.code, detail: error.detail, checks: progress.failed() }
  }
}

/** How far the judging has come. */
class Progress {
  #reached = 0
  #bound = true

  enter(name: CheckName): void {
    this.#reached = checkNames.indexOf(name)
  }

  comesUnbound(): void {
    this.#bound = false
  }

  passed(): Check[] {
    return checkNames.map((name) => ({ name, result: this.#past(name) }))
  }

  failed(): Check[] {
    return checkNames.map((name, place) => ({ name, result: place < this.#reached ? this.#past(name) : place === this.#reached ? 'failed' : 'not reached' }))
  }

  #past(name: CheckName): 'passed' | 'not asked' {
    return this.#bound || (name !== 'holder binding' && name !== 'holder signature') ? 'passed' : 'not asked'
  }
}

async function judge<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>, progress: Progress): Promise<Omit<Verified, 'outcome' | 'checks'>> {
  const parsed = parseSdJwt(input.presentation, ports)
  const { payload } = parsed.issuerJwt
  const header = checkHeader(parsed.issuerJwt.header)
  const holder = holderKey(payload['cnf'])
  progress.enter('type')
  const vct = payload['vct']
  if (typeof vct !== 'string' || !input.query.meta.vct_values.includes(vct)) throw new Refusal('type_mismatch')
  progress.enter('holder binding')
  const binding = parsed.keyBinding
  if (binding !== null) checkBinding(binding, parsed, input, ports)
  else if (needsHolderBinding(input.query)) throw new Refusal('holder_binding_missing')
  else progress.comesUnbound()
  progress.enter('issuer key')
  const issuer = await issuerOf(header, payload, ports)
  progress.enter('issuer signature')
  if (!ports.verifyIssuer(issuer.key, parsed.issuerJwt.signingInput, parsed.issuerJwt.signature)) throw new Refusal('credential_invalid')
  // Before anything whose refusal is final: only the holder may end the holder's request.
  progress.enter('holder signature')
  if (binding !== null && (holder === null || !ports.verifyHolder(holder, binding.signingInput, binding.signature))) {
    throw new Refusal('holder_binding_mismatch', { detail: 'signature' })
  }
  progress.enter('validity')
  checkValidity(parsed.claims, ports.now, input.audience)
  progress.enter('accreditation')
  await checkAccreditation(issuer, vct, header, input.query, ports)
  progress.enter('status')
  await checkStatus(payload['status'], issuer, ports)
  progress.enter('query')
  return { ...answerOf(parsed, input.query), issuer: { did: issuer.did, kid: header.kid }, vct, issuedAt: (parsed.claims['iat'] as number | undefined) ?? null } // a date: checkValidity
}

/** The issuer is whoever the key belongs to; `iss` may only agree. @see RFC 9901, section 7.1, step 2.3 */
async function issuerOf<Key>({ kid, x5c }: CredentialHeader, payload: JsonObject, ports: VerificationPorts<Key>): Promise<IssuerKey<Key>> {
  const answer = ports.issuerKey(kid)
  const issuer = answer instanceof Promise ? await answer : answer
  if (payload['iss'] !== undefined && !issuer.issuerNames.includes(payload['iss'] as string)) throw new Refusal('issuer_mismatch')
  if (x5c.length > 0 && !ports.certifiesKey(x5c, issuer)) throw new Refusal('issuer_mismatch', { detail: 'x5c' })
  return issuer
}

async function checkAccreditation<Key>(issuer: IssuerKey<Key>, vct: string, { x5c }: CredentialHeader, query: SdJwtVcQuery, ports: VerificationPorts<Key>): Promise<void> {
  const answer = ports.isAccredited(issuer.did, vct)
  if (!(answer instanceof Promise ? await answer : answer)) throw new Refusal('issuer_not_trusted')
  if (query.trusted_authorities !== undefined && !matchesTrustedAuthorities(query.trusted_authorities, x5c)) throw new Refusal('issuer_not_trusted', { detail: 'trusted_authorities' })
}

/** What was asked for, and nothing else: the rest is dropped before anything can keep it. */
function answerOf({ claims, places, disclosures }: ParsedSdJwt, query: SdJwtVcQuery): Pick<Verified, 'claims' | 'overDisclosed'> {
  const answered = answerClaims(claims, query, places)
  if (answered === null) throw new Refusal('credential_missing_data')
  const selected = answered.flatMap((answer) => answer.selected)
  return { claims: onlySelected(selected), overDisclosed: disclosures.some(({ path }) => !selected.some((claim) => areInLine(path, claim.path))) }
}
