import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import { composeAnswer, type RefusedAnswer } from '@counterfoil/shared/verification/verify-answer'
import type { Verdict, Verified } from '@counterfoil/shared/verification/verdict'
import type { ActsFor } from '@counterfoil/shared/verification/represented-person'
import type { CheckRecord } from '../domain/check-record.ts'
import { isOnePerson } from '../domain/one-person.ts'
import type { FieldsSource, LeftOut, ToldActsFor } from '../domain/prefill-result.ts'
import type { OpenPresentation, PreparedForm, PreparedPart } from '../ports.ts'
import type { Asked } from './ask.ts'
import { handoverOf } from './handover-of.ts'
import type { Judgement } from './judge-presentation.ts'
import { checkTransactions, claimsFrom, fieldsFrom, recordOf, sourceOf, type JudgedAnswer } from './judged-answer.ts'
import type { ReceiveResponsePorts } from './receive-response.ts'

type Ports = Pick<ReceiveResponsePorts, 'judge' | 'crypto' | 'freshFor' | 'clock'>

interface Judged {
  readonly judgement: Judgement
  readonly presentation: string
}

/** One credential of the answer that the form is filled from. */
interface Used extends Judged {
  readonly part: PreparedPart
  readonly verdict: Verified
}

/** The day on which somebody acts for another, where the councils are. */
const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' })

/**
 * Judges an answer of several credentials: each by itself, then that what the form can't do without is there, and that all of it is
 * about one person, or about a person and who acts for them.
 */
export async function judgeSeveral(ports: Ports, open: OpenPresentation, asked: Asked, token: VpToken): Promise<JudgedAnswer> {
  const { form, audience } = asked
  const handover = handoverOf(asked, open, ports.crypto.sha256)
  const judged = new Map<Verdict, Judged>()
  const answer = await composeAnswer({ query: form.query, vpToken: token, ...representationOf(form, ports) }, async (presentation, query) => {
    const judgement = await ports.judge({ presentation, query, audience, nonce: open.nonce, handover }, open)
    judged.set(judgement.verdict, { judgement, presentation })
    return judgement.verdict
  })
  const recorded = ({ judgement, presentation }: Judged): CheckRecord => recordOf(judgement, presentation, ports.crypto.sha256)
  if (answer.outcome === 'refused') return refusedAnswer(answer, judged, recorded)
  const used = form.parts.flatMap((part): Used[] => {
    const [verdict] = answer.used.get(part.credential.id) ?? []
    const found = verdict === undefined ? undefined : judged.get(verdict)
    return verdict === undefined || found === undefined ? [] : [{ part, verdict, ...found }]
  })
  const [first] = used
  if (first === undefined) throw new Refusal('invalid_format', { detail: 'vp_token' })
  // `used` is in the order of the parts.
  if (first.part === form.parts[0]) checkTransactions(ports, open, form.query.credentials[0], first.presentation)
  const record = togetherIn(used.map(recorded))
  if (form.profile.representation === undefined && !isOnePerson(used.map(({ part, verdict }) => claimsFrom(part, verdict)))) return { record, refusal: 'subject_mismatch', detail: 'the credentials of one answer' }
  const filled = used.map((one) => ({ one, fields: fieldsFrom(form, one.part, one.verdict) }))
  if (filled.some(({ fields }) => fields === null)) return { record, refusal: 'credential_missing_data', detail: 'a claim is not what its type allows' }
  const sources = filled.map(({ one: { part, verdict, judgement }, fields }): FieldsSource => ({ ...sourceOf(part, verdict, judgement, ports.freshFor), fields: Object.keys(fields ?? {}), ...(part.credential.id === form.profile.representation?.person ? { of_represented: true as const } : {}) }))
  const source = sourceOf(first.part, first.verdict, first.judgement, ports.freshFor)
  const actsFor = answer.actsFor === null ? {} : { acts_for: toldActsFor(form, used, answer.actsFor) }
  const leftOut = form.parts.filter(({ credential: { id } }) => answer.verdicts.has(id) && !answer.used.has(id)).map(({ credential: { id }, type: { name } }): LeftOut => ({ credential: id, type: name }))
  return { record, at: first.judgement.at, told: { fields: Object.assign(Object.create(null), ...filled.map(({ fields }) => fields)) as Record<string, string>, source, sources, ...actsFor, ...(leftOut.length === 0 ? {} : { left_out: leftOut }) } }
}

/** The record of one answer: of its first credential, and beside it what is recorded of the others. */
function togetherIn([first, ...others]: readonly CheckRecord[]): CheckRecord {
  if (first === undefined) throw new Refusal('invalid_format', { detail: 'vp_token' })
  const further = others.map(({ checks, vct, presentationDigest, credentialDigest, facts }) => ({ checks, vct, presentationDigest, credentialDigest, facts }))
  return { ...first, overDisclosed: [first, ...others].some(({ overDisclosed }) => overDisclosed), further }
}

/** By the presentation that failed, or by all of them when it is that they don't belong together. Half an answer ends nothing: the wallet can send it whole. */
function refusedAnswer({ refused, refusal, detail }: RefusedAnswer, judged: ReadonlyMap<Verdict, Judged>, recorded: (judged: Judged) => CheckRecord): JudgedAnswer {
  const failed = refused === null ? undefined : judged.get(refused)
  if (failed !== undefined) return { record: recorded(failed), refusal, detail }
  if (refusal === 'credential_missing_data' || judged.size === 0) throw new Refusal(refusal, detail === undefined ? {} : { detail })
  return { record: togetherIn([...judged.values()].map(recorded)), refusal, detail }
}

function representationOf({ profile: { representation }, parts }: PreparedForm, { clock }: Ports) {
  if (representation === undefined) return {}
  const claimsOf = (verified: Verified): JsonObject => {
    const part = parts.find(({ vct }) => vct === verified.vct)
    return part === undefined ? verified.claims : claimsFrom(part, verified)
  }
  return { representation: { ...representation, on: dayOf.format(clock.now() * 1000), claimsOf } }
}

/** In words for the form: the names are those that the representation gives, which are the person's own. */
function toldActsFor({ profile: { representation } }: PreparedForm, used: readonly Used[], { role, scope }: ActsFor): ToldActsFor {
  const found = used.find(({ part }) => part.credential.id === representation?.representation)
  if (found === undefined) throw new Error('who acts for another was judged by a representation')
  const claims = claimsFrom(found.part, found.verdict)
  const inWords = (name: string, value: string): Bilingual => found.part.type.claims.find(({ path }) => path.join('.') === name)?.values?.[value] ?? { en: value, cy: value }
  return { representative: nameIn(claims), role: inWords('role', role), represented: nameIn(claims['represented']), scope: inWords('scope', scope) }
}

const nameIn = (person: Json | undefined): string => (isJsonObject(person) ? [person['given_name'], person['family_name']].filter((name) => typeof name === 'string').join(' ') : '')
