import { chosenQueries, lackedQueries } from '../dcql/choose-credentials.ts'
import type { CredentialQuery } from '../dcql/credential-query.ts'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { VpToken } from '../oid4vp/authorization-response.ts'
import type { RefusalCode } from '../refusals/refusal-codes.ts'
import { openerOf } from './formats/formats.ts'
import type { ExpectedBinding } from './formats/opened-presentation.ts'
import type { PolicyOf } from './policy.ts'
import { checkRepresentation, type ActsFor, type RepresentationAsked } from './represented-person.ts'
import type { Refused, Verdict, Verified } from './verdict.ts'
import { verifyPresentation } from './verify-presentation.ts'
import type { VerificationPorts } from './verification-ports.ts'

export interface AnswerToJudge extends ExpectedBinding {
  readonly query: DcqlQuery
  readonly vpToken: VpToken
  readonly policy?: PolicyOf
  /** What credentials in one answer must have to do with one another. */
  readonly representation?: RepresentationInAnswer
}

/** That a representation and the represented person's credential belong together. */
export interface RepresentationInAnswer extends RepresentationAsked {
  /** Ids of the credential queries that ask for them. */
  readonly representation: string
  readonly person: string
  /** The claims of a credential as its type names them, where a format names them otherwise; as they are when it isn't given. */
  readonly claimsOf?: (verified: Verified) => JsonObject
}

/** What became of each presentation, by credential query id. */
type Verdicts = ReadonlyMap<string, readonly Verdict[]>

/** Every required set is satisfied. `used` holds what satisfies them; a presentation that nobody needed is dropped with its claims. */
export interface SatisfiedAnswer {
  readonly outcome: 'verified'
  readonly used: ReadonlyMap<string, readonly Verified[]>
  /** Who acts as what, where that was asked for; null where it wasn't. */
  readonly actsFor: ActsFor | null
  readonly verdicts: Verdicts
}

/** Something required is missing; `refused` tells of a presentation that was there and failed, and is null when none was. */
export interface RefusedAnswer {
  readonly outcome: 'refused'
  readonly refusal: RefusalCode
  readonly detail: string | undefined
  readonly refused: Refused | null
  readonly verdicts: Verdicts
}

const mostPresentations = 32

/**
 * Judges a whole answer: its shape, each presentation by itself, and whether those that passed satisfy the query.
 * One that fails is discarded; the answer is refused when nothing else satisfies what was required.
 * @see OpenID4VP 1.0, section 8.6
 */
export function verifyAnswer<Key>({ query: whole, vpToken, representation, ...expected }: AnswerToJudge, ports: VerificationPorts<Key>): Promise<SatisfiedAnswer | RefusedAnswer> {
  return composeAnswer({ query: whole, vpToken, ...(representation === undefined ? {} : { representation }) }, (presentation, query) => verifyPresentation({ presentation, query, ...expected }, ports))
}

/** A whole answer, whatever each presentation in it is judged for. */
export type AnswerToCompose = Pick<AnswerToJudge, 'query' | 'vpToken' | 'representation'>

/** The same for whoever judges each presentation themselves, with `verifyPresentation` and facts of its own. */
export async function composeAnswer(input: AnswerToCompose, judge: (presentation: string, query: CredentialQuery) => Promise<Verdict>): Promise<SatisfiedAnswer | RefusedAnswer> {
  const fault = faultOfShape(input)
  if (fault !== null) return { outcome: 'refused', refusal: 'invalid_format', detail: fault, refused: null, verdicts: new Map() }
  const verdicts = new Map<string, readonly Verdict[]>()
  const verified = new Map<string, readonly Verified[]>()
  for (const query of input.query.credentials) {
    const judged = await judgeEach(query, input, judge)
    const passed = judged.filter((verdict): verdict is Verified => verdict.outcome === 'verified')
    if (judged.length > 0) verdicts.set(query.id, judged)
    if (passed.length > 0) verified.set(query.id, passed)
  }
  const answerable = new Set(verified.keys())
  const chosen = chosenQueries(input.query, answerable)
  if (chosen === null) return refusedFor(verdicts, lackedQueries(input.query, answerable))
  const used = new Map([...verified].filter(([id]) => chosen.has(id)))
  try {
    return { outcome: 'verified', used, actsFor: actsForIn(used, input.representation), verdicts }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', refusal: error.code, detail: error.detail, refused: null, verdicts }
  }
}

/** Of several credentials each must belong to each: nobody could tell afterwards which of them a form was filled from. */
function actsForIn(used: ReadonlyMap<string, readonly Verified[]>, asked: RepresentationInAnswer | undefined): ActsFor | null {
  if (asked === undefined) return null
  const { claimsOf = ({ claims }) => claims } = asked
  const [representations, people] = [asked.representation, asked.person].map((id) => (used.get(id) ?? []).map(claimsOf))
  const all = (representations ?? []).flatMap((representation) => (people ?? []).map((person) => checkRepresentation(representation, person, asked)))
  if (all[0] === undefined) throw new Refusal('credential_missing_data', { detail: 'a representation and its person' })
  return all[0]
}

/** @see OpenID4VP 1.0, section 8.1 */
function faultOfShape({ query, vpToken }: AnswerToCompose): string | null {
  const queries = new Map(query.credentials.map((credential) => [credential.id, credential]))
  let count = 0
  for (const [id, presentations] of Object.entries(vpToken)) {
    const asked = queries.get(id)
    if (asked === undefined) return 'an answer to nothing that was asked'
    if (presentations.length > 1 && asked.multiple !== true) return 'several answers where one was asked for'
    count += presentations.length
  }
  return count > mostPresentations ? 'too many presentations' : null
}

async function judgeEach(query: CredentialQuery, { vpToken }: AnswerToCompose, judge: Parameters<typeof composeAnswer>[1]): Promise<Verdict[]> {
  const presentations = Object.hasOwn(vpToken, query.id) ? (vpToken[query.id] ?? []) : []
  // Another format is not judged here, so it satisfies nothing.
  if (openerOf(query.format) === null) return []
  const verdicts: Verdict[] = []
  for (const presentation of presentations) verdicts.push(await judge(presentation, query))
  return verdicts
}

/** For what became of a credential that is lacked: one that the form can do without is never why. */
function refusedFor(verdicts: Verdicts, lacked: ReadonlySet<string>): RefusedAnswer {
  const refused = [...verdicts].flatMap(([id, judged]) => (lacked.has(id) ? judged : [])).find((verdict): verdict is Refused => verdict.outcome === 'refused') ?? null
  return { outcome: 'refused', refusal: refused?.refusal ?? 'credential_missing_data', detail: refused === null ? 'a required credential is missing' : refused.detail, refused, verdicts }
}
