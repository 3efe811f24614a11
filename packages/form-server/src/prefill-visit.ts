import { randomUUID } from 'node:crypto'
import { FormServerError } from './form-server-error.ts'
import type { AnyStarted, FormServer, StartedPresentation } from './form-server.ts'
import type { PrefillResult } from './prefill-result.ts'

/** What a form's server remembers of one citizen's session, in memory: the requests they began, and what vouches for their answers. */
export interface PrefillVisit {
  readonly presentations: Map<string, AnyStarted>
  /** By form: for `checkForm`, when the citizen sends it. */
  readonly receipts: Map<string, string>
}

export const newVisit = (): PrefillVisit => ({ presentations: new Map(), receipts: new Map() })

const mostPresentations = 20

/** Remembers a request under a name that the page may know; the oldest falls away when there are too many. */
export function keepPresentation({ presentations }: PrefillVisit, started: AnyStarted): string {
  const [oldest] = presentations.keys()
  if (presentations.size >= mostPresentations && oldest !== undefined) presentations.delete(oldest)
  const id = randomUUID()
  presentations.set(id, started)
  return id
}

/** The requests of a form that go one way, newest first, by the names they are kept under. */
export const presentationsOf = ({ presentations }: PrefillVisit, form: string, flow: StartedPresentation['flow']): [id: string, presentation: StartedPresentation][] =>
  [...presentations].filter((entry): entry is [string, StartedPresentation] => entry[1].form === form && entry[1].flow === flow).toReversed()

/**
 * Takes the result of one of these requests, once: of the first that the response code, or the number, fits. Rejects with what the last
 * of them said, and with `gone` where there is none. A verifier that is away, or says what it shouldn't, is asked for no other.
 */
export async function collectFirst(formServer: Pick<FormServer, 'collect'>, { presentations, receipts }: PrefillVisit, ids: readonly string[], proof: string | undefined): Promise<PrefillResult> {
  let failure: unknown = new FormServerError('gone')
  for (const id of ids) {
    const presentation = presentations.get(id)
    if (presentation === undefined) continue
    try {
      const result = await formServer.collect(presentation, proof)
      presentations.delete(id)
      if (result.receipt !== null) receipts.set(result.form, result.receipt)
      return result
    } catch (error) {
      if (!(error instanceof FormServerError) || (error.code !== 'refused' && error.code !== 'gone')) throw error
      failure = error
    }
  }
  throw failure
}
