import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import { composeAnswer, type RefusedAnswer, type SatisfiedAnswer } from '@counterfoil/shared/verification/verify-answer'
import type { Verdict, Verified } from '@counterfoil/shared/verification/verdict'
import type { ActsFor } from '@counterfoil/shared/verification/represented-person'
import type { CheckRecord } from '../domain/check-record.ts'
import { isOnePerson } from '../domain/one-person.ts'
import type { FieldsSource, LeftOut, MappedClaims, ToldActsFor } from '../domain/prefill-result.ts'
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
  /** From 1; another than that only where several may be shown. */
  readonly row: number
}

interface Filled extends Used {
  readonly mapped: MappedClaims
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
  const used = form.parts.flatMap((part) => rowsOf(part, answer, judged, ports.crypto.sha256))
  const [first] = used
  if (first === undefined) throw new Refusal('invalid_format', { detail: 'vp_token' })
  // `used` is in the order of the parts, and a form that has something authorised can't do without the first.
  checkTransactions(ports, open, form.query.credentials[0], first.presentation)
  const record = togetherIn(used.map(recorded))
  if (form.profile.representation === undefined && !isOnePerson(used.map(({ part, verdict }) => claimsFrom(part, verdict)))) return { record, refusal: 'subject_mismatch', detail: 'the credentials of one answer' }
  const filled = used.flatMap((one): Filled[] => {
    const mapped = fieldsFrom(form, one.part, one.verdict, one.row)
    return mapped === null ? [] : [{ ...one, mapped }]
  })
  const [source] = filled
  if (source === undefined || filled.length < used.length) return { record, refusal: 'credential_missing_data', detail: 'a claim is not what its type allows' }
  return { record, at: first.judgement.at, told: { source: sourceOf(source, source.mapped, ports.freshFor), ...toldOf(form, answer, filled, ports) } }
}

/**
 * What of a credential fills the form: one, or as many as there are rows, in the order of the answer. One that is shown twice is
 * one row: of the copies of a credential only the very same is known for the same.
 */
function rowsOf(part: PreparedPart, { used }: SatisfiedAnswer, judged: ReadonlyMap<Verdict, Judged>, sha256: Ports['crypto']['sha256']): Used[] {
  const verdicts = new Map((used.get(part.credential.id) ?? []).map((verdict) => [sha256(verdict.issuerSigned), verdict]))
  return [...verdicts.values()].slice(0, part.credential.most ?? 1).flatMap((verdict, place) => {
    const found = judged.get(verdict)
    return found === undefined ? [] : [{ part, verdict, row: place + 1, ...found }]
  })
}

/** What the form is told of an answer that is all in order. */
function toldOf(form: PreparedForm, answer: SatisfiedAnswer, filled: readonly Filled[], ports: Ports): Omit<Extract<JudgedAnswer, { at: unknown }>['told'], 'source'> {
  const { profile: { representation, choices } } = form
  const sources = filled.map((one): FieldsSource => ({ ...sourceOf(one, one.mapped, ports.freshFor), credential: one.part.credential.id, fields: Object.keys(one.mapped.fields), ...(one.part.credential.id === representation?.person ? { of_represented: true as const } : {}) }))
  const leftOut = form.parts.filter((part) => isLeftOut(part, answer, ports.crypto.sha256)).map(({ credential: { id }, type: { name } }): LeftOut => ({ credential: id, type: name }))
  return {
    fields: Object.assign(Object.create(null), ...filled.map(({ mapped }) => mapped.fields)) as Record<string, string>,
    sources,
    // The first that was answered is the one that was taken: what nobody needed is not among what is used.
    ...(choices === undefined ? {} : { chosen: choices.map(({ options }) => options.find((option) => option.every((id) => answer.used.has(id))) ?? []) }),
    ...(answer.actsFor === null ? {} : { acts_for: toldActsFor(form, filled, answer.actsFor) }),
    ...(leftOut.length === 0 ? {} : { left_out: leftOut }),
  }
}

/** Whether one of them failed, or there were more than rows. */
function isLeftOut({ credential: { id, most = 1 } }: PreparedPart, { verdicts, used }: SatisfiedAnswer, sha256: Ports['crypto']['sha256']): boolean {
  const hasFailed = (verdicts.get(id) ?? []).some(({ outcome }) => outcome === 'refused')
  return hasFailed || new Set((used.get(id) ?? []).map(({ issuerSigned }) => sha256(issuerSigned))).size > most
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
