import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { typeEditor } from '../../domain/catalogue/type-editor.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { CatalogueDraft, CatalogueDrafts, DraftId } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'
import { draftDesk, type Saved, type ShownDraft, type TypedSection } from './draft-desk.ts'
import { currentOf, type LiveCatalogue, type TypeOfEdition } from './live-catalogue.ts'
import { contentAt, newestOf, planEdition, type PlannedEdition } from './plan-edition.ts'

export interface CatalogueDeskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly drafts: CatalogueDrafts
  readonly live: LiveCatalogue
  readonly approvals: Pick<ApprovalDesk, 'ask' | 'of'>
  readonly authorities: ReadonlyMap<string, Authority>
  /** Id of the one authority that publishes the types of this service; null when nobody does. */
  readonly keeper: string | null
  /** What this service in particular can't issue, beside what the linters say. */
  readonly furtherProblems: (type: CredentialType) => readonly string[]
}

export interface ShownType {
  readonly editions: readonly TypeOfEdition[]
  readonly current: TypeOfEdition
  readonly newest: TypeOfEdition
  readonly draft: CatalogueDraft | null
}

export interface ShownTypeDraft extends ShownDraft<PlannedEdition> {
  readonly newest: TypeOfEdition
}

/** Where editors of an authority work on types. Another authority's drafts are not there. */
export function catalogueDesk({ clock, random, drafts, live, approvals, authorities, keeper, furtherProblems }: CatalogueDeskPorts) {
  const shownType = (name: string, own: readonly CatalogueDraft[]): ShownType => {
    const editions = live.editionsOf(name)
    const newest = newestOf(editions)
    if (newest === null) throw new Refusal('not_found')
    return { editions, newest, current: currentOf(editions), draft: own.find((draft) => draft.name === name) ?? null }
  }
  const desk = draftDesk<PlannedEdition>({
    clock,
    drafts,
    approvals,
    kind: 'publish-type',
    editor: typeEditor,
    plan: (draft) => planEdition(live, draft, furtherProblems),
    isKnown: ({ name }) => live.editionsOf(name).length > 0,
    mayBeAsked: (authority, { type, base, edition, isOvertaken, differences }) => authority === keeper && type !== null && !isOvertaken && (differences.length > 0 || base?.version !== edition?.version),
  })
  return {
    ...desk,
    mayPublish: (authority: string): boolean => authority === keeper,
    issued: (): readonly CredentialType[] => [...live.types.values()],
    /** What the network has still to accredit of a type, and whom; null when nothing waits for that. */
    unaccredited: (name: string): { readonly vct: string; readonly councils: readonly string[] } | null => {
      const newest = newestOf(live.editionsOf(name))
      return newest?.published?.effectiveAt !== null || newest === null ? null : { vct: live.vctOf({ id: name }, newest.version), councils: [...authorities.keys()] }
    },
    types: async (authority: string): Promise<readonly ShownType[]> => {
      const own = await drafts.of(authority)
      return [...live.types.keys()].map((name) => shownType(name, own))
    },
    type: async (authority: string, name: string): Promise<ShownType> => shownType(name, await drafts.of(authority)),
    /** Opens a draft of the newest edition, or of an earlier one that is to be published again; one that is open stays as it is. */
    open: async (staff: StaffMember, name: string, again: { readonly version: number; readonly edition: number } | null): Promise<CatalogueDraft> => {
      const { editions, newest } = shownType(name, [])
      const from = again === null ? newest : editions.find(({ version, edition }) => version === again.version && edition === again.edition)
      if (from === undefined) throw new Refusal('not_found')
      const now = clock.now()
      const { version, edition } = newest
      return drafts.open({ id: timeOrderedId(now, random) as DraftId, authority: staff.authority, name, base: { version, edition }, content: contentAt(from), withdraws: false, by: staff.subject, now })
    },
    draft: async (authority: string, id: DraftId): Promise<ShownTypeDraft> => {
      const shown = await desk.draft(authority, id)
      return { ...shown, newest: shownType(shown.draft.name, []).newest }
    },
    save: (staff: StaffMember, draft: CatalogueDraft, section: TypedSection): Promise<Saved> => desk.save(staff, draft, section, (art) => (section.section === 'card' ? chosenArt(live, art, section.typed) : art)),
  }
}

export type CatalogueDesk = ReturnType<typeof catalogueDesk>

/** The picture of another type, or one's own drawing. */
function chosenArt(live: LiveCatalogue, art: string, typed: TypedSection['typed']): string {
  const choice = typed('picture') ?? 'own'
  return choice === 'own' ? (typed('art') ?? art).trim() : (live.types.get(choice)?.card.art ?? art)
}
