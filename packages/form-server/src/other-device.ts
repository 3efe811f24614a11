import { FormServerError } from './form-server-error.ts'
import type { FormServer } from './form-server.ts'
import type { PrefillResult } from './prefill-result.ts'
import { collectFirst, type PrefillVisit } from './prefill-visit.ts'

/** What a page does next whose citizen says that they have shared, on another device. */
export type OtherDeviceOutcome =
  | { readonly answered: PrefillResult }
  /** It shows the code once more; or asks for the number that the wallet shows, for the first time or again. */
  | { readonly asks: 'not_yet' | 'number' | 'number_wrong'; /** Why the last answer was not taken, though another may be: the code of a refusal. */ readonly hint?: string | undefined }
  /** It gave nothing: the code of a refusal. */
  | { readonly ended: string }

/** Takes the answer of a wallet on another device to one of a visit's requests, for a page that runs no script: it asks when its citizen does. Rejects as `FormServer` does. */
export async function takeFromOtherDevice(formServer: Pick<FormServer, 'status' | 'collect'>, visit: PrefillVisit, id: string, number: string | undefined): Promise<OtherDeviceOutcome> {
  const presentation = visit.presentations.get(id)
  if (presentation === undefined) throw new FormServerError('gone')
  const { status, refusal, hint } = await formServer.status(presentation)
  if (status === 'requested' || status === 'fetched') return { asks: 'not_yet', hint }
  if (status !== 'answered') {
    visit.presentations.delete(id)
    return { ended: refusal ?? (status === 'declined' ? 'client_rejected' : 'expired_transaction') }
  }
  if (number === undefined || !/^\d{3}$/.test(number)) return { asks: number === undefined ? 'number' : 'number_wrong' }
  try {
    return { answered: await collectFirst(formServer, visit, [id], number) }
  } catch (error) {
    if (error instanceof FormServerError && (error.refusal === 'number_wrong' || error.refusal === 'response_code_wrong')) return { asks: 'number_wrong' }
    throw error
  }
}
