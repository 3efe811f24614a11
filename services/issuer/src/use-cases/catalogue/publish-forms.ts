import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CatalogueDraft, CatalogueDrafts, FormPublications, ReadForm } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'
import { approvedBy, forEachApproved } from './each-approved.ts'
import type { LiveForms } from './live-forms.ts'
import { planForm } from './plan-form.ts'

interface Ports {
  readonly clock: Clock
  readonly drafts: CatalogueDrafts
  readonly publications: FormPublications
  readonly forms: LiveForms
  readonly approvals: Pick<ApprovalDesk, 'of'>
  readonly read: ReadForm
  /** Told of a draft that could not be published; it is tried again at the next look. */
  readonly onFault: (error: unknown, draft: CatalogueDraft) => void
}

/** What every process does every few seconds: publishes the forms that another person approved, exactly as they were approved, and takes over what any process published. */
export function publishForms(ports: Ports) {
  const { clock, publications, forms, read } = ports
  let known = 0
  const takeOver = async (): Promise<void> => {
    const newest = await publications.newest()
    if (newest === known) return
    forms.take(await publications.all())
    known = newest
  }
  const look = async (): Promise<void> => {
    await takeOver()
    await forEachApproved({ ...ports, kind: 'publish-form', plan: (draft) => planForm(forms, draft, read) }, async ({ draft, plan, approval }) => {
      if (plan.problems.length > 0 || plan.isOvertaken) return
      await publications.publish({ ...draft, content: plan.content }, { version: plan.version, contentHash: plan.contentHash, ...approvedBy(approval, clock.now()) }, known)
      // The next is planned on what stands by then: together they may be too many.
      await takeOver()
    })
  }
  return { takeOver, look }
}
