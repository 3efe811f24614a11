import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Authority } from '../../domain/authority.ts'
import type { CatalogueDocuments, CatalogueDraft, CatalogueDrafts, CatalogueEditions, PublishedEdition } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'
import { approvedBy, forEachApproved, type ApprovedDraft } from './each-approved.ts'
import type { LiveCatalogue } from './live-catalogue.ts'
import { planEdition, type PlannedEdition } from './plan-edition.ts'

interface Ports {
  readonly clock: Clock
  readonly drafts: CatalogueDrafts
  readonly editions: CatalogueEditions
  readonly documents: CatalogueDocuments
  readonly live: LiveCatalogue
  readonly approvals: Pick<ApprovalDesk, 'of'>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly keeper: string | null
  readonly furtherProblems: (type: CredentialType) => readonly string[]
  /** Whether the network lets each of these identities issue the type; false while it can't be told. */
  readonly isAccredited: (vct: string, dids: readonly string[]) => Promise<boolean>
  /** Told of a draft that could not be published; it is tried again at the next look. */
  readonly onFault: (error: unknown, draft: CatalogueDraft) => void
}

/**
 * What every process does every few seconds: publishes what another person approved, exactly as it was approved; lets take effect what the
 * network has accredited every authority for that is served here; and takes over what any process published. Done twice, it is done once.
 */
export function publishApproved(ports: Ports) {
  const { clock, editions, documents, live, authorities } = ports
  let known: { readonly state: string; readonly all: readonly PublishedEdition[] } = { state: '', all: [] }
  const takeOver = async (): Promise<void> => {
    const state = await editions.state()
    if (state === known.state) return
    const all = await editions.all()
    const first = live.servedFirst(all, await documents.all())
    if (first.length > 0) await documents.keep(first)
    // Of two processes that serve a version first, one is the first: what was kept is what both serve.
    live.take(all, await documents.all())
    known = { state, all }
  }
  const look = async (): Promise<void> => {
    await takeOver()
    await forEachApproved<PlannedEdition>({ ...ports, kind: 'publish-type', plan: (draft) => planEdition(live, draft, ports.furtherProblems) }, (approved) => publishOne(ports, approved))
    // What was published just now may stand over what waits.
    await takeOver()
    for (const edition of waiting(known.all).filter(({ name, number }) => live.editionsOf(name).some(({ published }) => published?.number === number))) {
      const vct = live.vctOf({ id: edition.name }, edition.version)
      if (await ports.isAccredited(vct, [...authorities.values()].map(({ did }) => did))) await editions.takeEffect(edition, clock.now())
    }
    await takeOver()
  }
  return { takeOver, look }
}

/** What hasn't taken effect; what something newer was published over never will. What can't be read any more isn't issued, either. */
const waiting = (all: readonly PublishedEdition[]): readonly PublishedEdition[] => all.filter(({ name, number, effectiveAt }) => effectiveAt === null && !all.some((other) => other.name === name && other.number > number))

async function publishOne({ clock, editions, live, keeper }: Ports, { draft, plan, approval }: ApprovedDraft<PlannedEdition>): Promise<void> {
  if (draft.authority !== keeper || plan.type === null || plan.edition === null || plan.isOvertaken) return
  const now = clock.now()
  const [delivered] = live.editionsOf(draft.name)
  await editions.publish(draft, { ...plan.edition, ...approvedBy(approval, now), contentHash: plan.contentHash, deliveredVersion: delivered?.version ?? 0, effectiveAt: plan.needsAccreditation ? null : now })
}
