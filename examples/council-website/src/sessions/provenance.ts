import { createHmac } from 'node:crypto'
import { unconfirmedSince, type PrefillResult } from '@counterfoil/form-server/prefill-result'
import { answersOf, isBlank, valueOf, type Answers } from '../forms/answers.ts'
import { fieldsOf, type CouncilForm, type FormField } from '../forms/form.ts'
import type { CredentialSource, FormVisit, Session } from './session.ts'

/** Where an answer comes from, as the server can tell by itself: the browser's word isn't asked. */
export type Provenance = 'credential' | 'changed' | 'typed'

const digest = (key: Uint8Array, field: string, value: string): string => createHmac('sha256', key).update(`${field}\0${value}`).digest('base64url')

/** Notes what a credential said about the fields of a form, without keeping it. */
export function noteResult(session: Session, visit: FormVisit, form: CouncilForm, { fields, source }: PrefillResult): void {
  const digests = new Map<string, string>()
  for (const { name, claim } of fieldsOf(form)) {
    const value = claim === undefined ? undefined : fields[claim]
    if (value !== undefined) digests.set(name, digest(session.digestKey, name, value))
  }
  const { authority, type } = source
  visit.fromCredential = { source: { authority, type }, unconfirmedSince: unconfirmedSince(source), digests } satisfies CredentialSource
}

/** Fills blank answers from a result, for a page without JavaScript; what was typed stays. */
export function fillBlanks(visit: FormVisit, form: CouncilForm, { fields }: PrefillResult): number {
  const answers = new Map(visit.answers)
  let filled = 0
  for (const field of fieldsOf(form)) {
    const value = field.claim === undefined ? undefined : fields[field.claim]
    if (value === undefined || !isBlank(field, answers)) continue
    for (const [name, answer] of answersOf(field, value)) answers.set(name, answer)
    filled += 1
  }
  visit.answers = answers
  return filled
}

export function provenanceOf(session: Session, visit: FormVisit, field: FormField, answers: Answers = visit.answers): Provenance {
  const expected = visit.fromCredential?.digests.get(field.name)
  if (expected === undefined) return 'typed'
  return digest(session.digestKey, field.name, valueOf(field, answers)) === expected ? 'credential' : 'changed'
}
