import { areInLine, onlySelected } from '../dcql/claims-path.ts'
import { needsHolderBinding, type CredentialQuery } from '../dcql/credential-query.ts'
import { answerClaims } from '../dcql/match-claims.ts'
import { matchesTrustedAuthorities } from '../dcql/trusted-authorities.ts'
import { Refusal } from '../kernel/refusal.ts'
import { checkStatus } from './check-status.ts'
import { openerOf } from './formats/formats.ts'
import type { ClaimsView, ExpectedBinding, OpenedPresentation } from './formats/opened-presentation.ts'
import { accreditedByName, type PolicyOf, type PresentedType, type TypePolicy } from './policy.ts'
import { Progress } from './progress.ts'
import type { Verdict, Verified } from './verdict.ts'
import type { IssuerKey, VerificationPorts } from './verification-ports.ts'

export interface PresentationToJudge extends ExpectedBinding {
  readonly presentation: string
  readonly query: CredentialQuery
  /** How each type is judged; by the accreditation of its own name when it isn't given. */
  readonly policy?: PolicyOf
}

/**
 * Judges one presentation, of any format: every check of the catalogue in order, stopping at the first that fails. Pure:
 * facts and crypto come by the ports. Never throws for what the presentation holds. Without
 * `require_cryptographic_holder_binding` a presentation may come unbound; a binding that is there is judged all the same.
 * @see RFC 9901, section 7.3; OpenID4VP 1.0, section 8.6; Token Status List, section 8.3
 */
export async function verifyPresentation<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>): Promise<Verdict> {
  const progress = new Progress(ports.time ?? (() => ports.now))
  try {
    return { outcome: 'verified', ...(await judge(input, ports, progress)), checks: progress.passed() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', refusal: error.code, detail: error.detail, checks: progress.failed() }
  }
}

async function judge<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>, progress: Progress): Promise<Omit<Verified, 'outcome' | 'checks'>> {
  const { query } = input
  const opened = open(input, ports)
  progress.enter('disclosures')
  const view = opened.restore()
  progress.enter('type')
  const type = opened.typeFor(query)
  if (!opened.isAskedBy(query)) throw new Refusal('type_mismatch')
  const policy = (input.policy ?? accreditedByName)(type)
  if (policy === null) throw new Refusal('type_mismatch', { detail: 'no policy' })
  progress.enter('holder binding')
  const isBound = opened.isBound(input, ports)
  if (!isBound && mustBeBound(query, policy)) throw new Refusal('holder_binding_missing')
  if (!isBound) progress.comesUnbound()
  progress.enter('issuer key')
  const issuer = await issuerOf(opened, policy, ports, progress)
  progress.enter('issuer signature')
  if (!ports.verifyIssuer(issuer.key, opened.signed.input, opened.signed.signature)) throw new Refusal('credential_invalid')
  // Before anything whose refusal is final: only the holder may end the holder's request.
  progress.enter('holder signature')
  if (isBound && !opened.isSignedByHolder(ports)) throw new Refusal('holder_binding_mismatch', { detail: 'signature' })
  progress.enter('validity')
  opened.checkValidity(ports.now, input.audience)
  progress.enter('accreditation')
  await checkAccreditation(issuer, opened, policy, query, ports, progress)
  progress.enter('status')
  await checkStatus(opened.statuses(), issuer, policy, ports.status, (fact) => progress.use('status', fact, policy.maximumAge?.status, 'status_unavailable'))
  progress.enter('query')
  return { ...answerOf(view, query), ...said(opened, issuer, type, policy), issuedAt: view.issuedAt, issuerSigned: opened.signed.input }
}

function open<Key>({ presentation, query }: PresentationToJudge, ports: VerificationPorts<Key>): OpenedPresentation {
  const opener = openerOf(query.format)
  if (opener === null) throw new Refusal('invalid_format', { detail: 'a format that is not judged here' })
  return opener(presentation, ports)
}

const mustBeBound = (query: CredentialQuery, policy: TypePolicy): boolean => needsHolderBinding(query) || policy.holderBinding === 'required'

const said = <Key>({ issuer }: OpenedPresentation, { did, kid }: IssuerKey<Key>, type: PresentedType, { trusted }: TypePolicy): Pick<Verified, 'issuer' | 'type' | 'vct'> => ({
  issuer: { did, kid: issuer.kid ?? kid ?? did },
  type,
  vct: trusted.as ?? type.name,
})

/** The issuer is whoever the key belongs to; what the credential says may only agree. @see RFC 9901, section 7.1, step 2.3 */
async function issuerOf<Key>({ issuer: named }: OpenedPresentation, { maximumAge }: TypePolicy, ports: VerificationPorts<Key>, progress: Progress): Promise<IssuerKey<Key>> {
  const answer = ports.issuerKey(named)
  const issuer = progress.use('issuer key', answer instanceof Promise ? await answer : answer, maximumAge?.key, 'ledger_unavailable')
  if (named.name !== null && !issuer.issuerNames.includes(named.name)) throw new Refusal('issuer_mismatch')
  if (named.x5c.length > 0 && !ports.certifiesKey(named.x5c, issuer)) throw new Refusal('issuer_mismatch', { detail: 'x5c' })
  return issuer
}

async function checkAccreditation<Key>(issuer: IssuerKey<Key>, { issuer: { x5c } }: OpenedPresentation, { trusted, maximumAge }: TypePolicy, query: CredentialQuery, ports: VerificationPorts<Key>, progress: Progress): Promise<void> {
  if (trusted.by === 'list') {
    if (!trusted.issuers.includes(issuer.did)) throw new Refusal('issuer_not_trusted', { detail: 'not listed' })
  } else {
    const answer = ports.isAccredited(issuer.did, trusted.as)
    if (!progress.use('accreditation', answer instanceof Promise ? await answer : answer, maximumAge?.accreditation, 'ledger_unavailable')) throw new Refusal('issuer_not_trusted')
  }
  // Only a chain that led to an anchor says whose it is below.
  if (query.trusted_authorities !== undefined && !matchesTrustedAuthorities(query.trusted_authorities, issuer.isItsOwnWord === true ? [] : x5c)) throw new Refusal('issuer_not_trusted', { detail: 'trusted_authorities' })
}

/** What was asked for, and nothing else: the rest is dropped before anything can keep it. */
function answerOf({ claims, places, disclosed }: ClaimsView, query: CredentialQuery): Pick<Verified, 'claims' | 'overDisclosed'> {
  const answered = answerClaims(claims, query, places)
  if (answered === null) throw new Refusal('credential_missing_data')
  const selected = answered.flatMap((answer) => answer.selected)
  return { claims: onlySelected(selected), overDisclosed: disclosed.some(({ path }) => !selected.some((claim) => areInLine(path, claim.path))) }
}
