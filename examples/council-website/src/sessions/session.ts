import type { FieldProvenance } from '@counterfoil/form-server/check-form'
import type { ActsFor, FieldsSource, LeftOut } from '@counterfoil/form-server/prefill-result'
import type { PrefillVisit } from '@counterfoil/form-server/prefill-visit'
import type { Language } from '@counterfoil/ui/words'
import type { Answers } from '../forms/answers.ts'

export type Provenance = FieldProvenance

export type ShownSource = Pick<FieldsSource, 'authority' | 'type' | 'fields' | 'of_represented'>

/** Which credentials filled a form: nothing of what they said. */
export interface CredentialSource {
  /** The credentials, each with the fields that it filled. */
  readonly sources: readonly ShownSource[]
  readonly actsFor: ActsFor | null
  /** What was shown and could not be used. */
  readonly leftOut: readonly LeftOut[]
  /** When what vouches for the values was last confirmed, if it could not be confirmed when they came; an ISO instant. */
  readonly unconfirmedSince: string | null
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

/** One citizen at one council, in memory alone, until they send the form or an hour passes. Of what credentials said it has salted digests. */
export interface Session extends PrefillVisit {
  readonly id: string
  readonly csrfToken: string
  language: Language
  expiresAt: number
  readonly forms: Map<string, FormVisit>
}

export function visitOf(session: Session, form: string): FormVisit {
  const existing = session.forms.get(form)
  if (existing !== undefined) return existing
  const visit: FormVisit = { answers: new Map(), isChecked: false, fromCredential: null, provenance: new Map(), justFilled: null, notFilled: null, reference: null }
  session.forms.set(form, visit)
  return visit
}
