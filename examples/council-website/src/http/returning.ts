import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { collectFirst, keepPresentation, presentationsOf } from '@counterfoil/form-server/prefill-visit'
import type { StartedPresentation } from '@counterfoil/form-server/form-server'
import { fillBlanks, noteResult } from '../sessions/provenance.ts'
import { withFormServer } from './form-errors.ts'
import type { FormVisitor } from './visitor.ts'

/** Starts a request for a citizen whose browser runs no script: the response code comes in the query. */
export async function startWithoutScript(visitor: FormVisitor, flow: 'same_device' | 'cross_device', websiteUrl: string): Promise<StartedPresentation> {
  const { council, session, form, lang } = visitor
  const returnUrl = `${websiteUrl}/${council.id}/${form.id}?response_code=`
  const presentation = await withFormServer(council.formServer.start({ form: form.id, flow, returnUrl, locale: lang }))
  keepPresentation(session, presentation)
  return presentation
}

/** Notes a result, and fills in what is blank. */
export function fillWith({ visit, form }: FormVisitor, result: PrefillResult): void {
  noteResult(visit, result)
  visit.isChecked = false
  visit.justFilled = fillBlanks(visit, form, result)
}

/** Fills in the answers of a citizen who came back from a wallet on this device. Refuses with `not_found`. */
export async function fillFromReturn(visitor: FormVisitor, responseCode: string): Promise<void> {
  const { council, session, form } = visitor
  const waiting = presentationsOf(session, form.id, 'same_device').map(([id]) => id)
  fillWith(visitor, await withFormServer(collectFirst(council.formServer, session, waiting, responseCode)))
  for (const id of waiting) session.presentations.delete(id)
}

/** Notes what became of the request of a citizen who came back without an answer. */
export async function learnWhyNot({ council, session, visit, form }: FormVisitor): Promise<void> {
  const [newest] = presentationsOf(session, form.id, 'same_device')
  if (newest === undefined) return
  const [id, presentation] = newest
  const { status, refusal } = await withFormServer(council.formServer.status(presentation))
  if (status !== 'declined' && status !== 'refused') return
  session.presentations.delete(id)
  visit.notFilled = refusal ?? 'client_rejected'
}
