import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { TransactionId } from '../domain/presentation.ts'
import { isSandbox } from '../domain/sandbox.ts'
import type { Presentations } from '../ports.ts'

/** A key of one form reaches no other's presentations, nor a rehearsal's key a real one's. Refuses with `not_found`, as for one that never was. */
export const mustBeOpened =
  (presentations: Pick<Presentations, 'formOf'>) =>
  async (scope: { readonly forms: readonly string[] | null; readonly isSandbox: boolean }, authority: string, transactionId: TransactionId): Promise<void> => {
    // A key of every form: what is not the authority's own, the route itself doesn't find.
    if (scope.forms === null && !scope.isSandbox) return
    const presentation = await presentations.formOf(authority, transactionId)
    if (presentation === null || scope.forms?.includes(presentation.form) === false || isSandbox(presentation) !== scope.isSandbox) throw new Refusal('not_found')
  }
