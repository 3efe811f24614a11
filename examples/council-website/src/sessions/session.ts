import type { FieldProvenance } from '@counterfoil/form-server/check-form'
import type { ActsFor, FieldsSource } from '@counterfoil/form-server/prefill-result'
import type { StartedPresentation } from '@counterfoil/form-server/form-server'
import type { Language } from '@counterfoil/ui/words'
import type { Answers } from '../forms/answers.ts'

/** A request to a wallet that this citizen began. */
export interface Prefill {
  readonly id: string
  readonly presentation: StartedPresentation
}

export type Provenance = FieldProvenance

export type ShownSource = Pick<FieldsSource, 'authority' | 'type' | 'fields'>

/** What credentials said, as the salted digests of its receipt: enough to tell whether an answer is as it said, and nothing to read. */
export interface CredentialSource {
  /** The credentials, each with the fields that it filled. */
  readonly sources: readonly ShownSource[]
  readonly actsFor: ActsFor | null
  /** When what vouches for the values was last confirmed, if it could not be confirmed when they came; an ISO instant. */
  readonly unconfirmedSince: string | null
  readonly receipt: string | null
}

/** One citizen at one form. */
export interface FormVisit {
  answers: Answers
  /** Whether the citizen wanted to go on, so that the page tells what is missing. */
  isChecked: boolean
  fromCredential: CredentialSource | null
  /** Where the answers come from, as last asked of the receipt. */
  provenance: ReadonlyMap<string, Provenance>
  /** Fields that the server itself just filled in, for a page without JavaScript. */
  justFilled: number | null
  /** Why it filled in nothing, as the code of a refusal. */
  notFilled: string | null
  reference: string | null
}

/** One citizen at one council, in memory alone, until they send the form or an hour passes. */
export interface Session {
  readonly id: string
  readonly csrfToken: string
  language: Language
  expiresAt: number
  readonly forms: Map<string, FormVisit>
  readonly prefills: Map<string, Prefill>
}

const mostPrefills = 20

export function visitOf(session: Session, form: string): FormVisit {
  const existing = session.forms.get(form)
  if (existing !== undefined) return existing
  const visit: FormVisit = { answers: new Map(), isChecked: false, fromCredential: null, provenance: new Map(), justFilled: null, notFilled: null, reference: null }
  session.forms.set(form, visit)
  return visit
}

/** Remembers a request; the oldest falls away when there are too many. */
export function rememberPrefill(session: Session, prefill: Prefill): void {
  session.prefills.set(prefill.id, prefill)
  const [oldest] = session.prefills.keys()
  if (session.prefills.size > mostPrefills && oldest !== undefined) session.prefills.delete(oldest)
}

/** The newest requests of this form that come back with the citizen. */
export const returningPrefills = (session: Session, form: string): Prefill[] =>
  [...session.prefills.values()].filter(({ presentation }) => presentation.form === form && presentation.flow === 'same_device').toReversed()
