import type { FormServer } from '@counterfoil/form-server/form-server'
import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { unconfirmedSince, type PrefillResult } from '@counterfoil/form-server/prefill-result'
import { answersOf, isBlank, valueOf } from '../forms/answers.ts'
import { fieldsOf, type CouncilForm, type FormField } from '../forms/form.ts'
import { visitOf, type FormVisit, type Provenance, type Session, type ShownSource } from './session.ts'

/** Notes what a credential said about the fields of a form, without keeping it. */
export function noteResult(visit: FormVisit, { sources, actsFor, leftOut }: PrefillResult): void {
  visit.fromCredential = { sources: sources.map(({ authority, type, fields, of_represented }) => ({ authority, type, fields, of_represented })), actsFor, leftOut, unconfirmedSince: unconfirmedSince(...sources) }
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

/** Asks the receipt where each answer comes from, as the server can tell by itself: the browser's word isn't asked. */
export async function tellProvenance(formServer: Pick<FormServer, 'checkForm'>, session: Session, form: CouncilForm): Promise<void> {
  const [visit, receipt] = [visitOf(session, form.id), session.receipts.get(form.id)]
  visit.provenance = receipt === undefined ? new Map() : await checked(formServer, receipt, visit, form)
}

async function checked(formServer: Pick<FormServer, 'checkForm'>, receipt: string, visit: FormVisit, form: CouncilForm): Promise<ReadonlyMap<string, Provenance>> {
  const claimed = fieldsOf(form).flatMap((field) => (field.claim === undefined ? [] : [{ field, claim: field.claim }]))
  try {
    const { fields } = await formServer.checkForm(receipt, Object.fromEntries(claimed.map(({ field, claim }) => [claim, valueOf(field, visit.answers)])), form.id)
    return new Map(claimed.map(({ field, claim }) => [field.name, fields[claim] ?? 'not_provided']))
  } catch (error) {
    // What can't be told counts as typed: nobody is kept from their form.
    if (error instanceof FormServerError) return new Map()
    throw error
  }
}

/** The credential that an answer is from; null where none filled it. */
export const sourceOf = ({ fromCredential }: FormVisit, { claim }: FormField): ShownSource | null => fromCredential?.sources.find(({ fields }) => claim !== undefined && fields.includes(claim)) ?? null

/** The name of who a credential is about, where that is somebody whom the citizen acts for. */
export const whoseIs = ({ fromCredential }: FormVisit, { of_represented: isOfRepresented }: ShownSource): string | null => (isOfRepresented === true ? (fromCredential?.actsFor?.represented ?? null) : null)

export const provenanceOf = ({ provenance }: FormVisit, field: FormField): Provenance => provenance.get(field.name) ?? 'not_provided'
