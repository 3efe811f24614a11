import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Approval, ApprovalKind } from '../../domain/approval.ts'
import { withFields } from '../../domain/catalogue/edited-field.ts'
import { findingsOf, type Editor, type Finding } from '../../domain/catalogue/findings.ts'
import { objectIn, writtenOut, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { CatalogueDraft, CatalogueDrafts, DraftId } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'

/** What publishing a draft would do, as far as drafts of every kind have it. */
export interface PlannedPublication {
  /** What has to be mended before it can be published. */
  readonly problems: readonly string[]
  /** Of all that is published, and from which it was made. */
  readonly contentHash: string
}

export interface DraftDeskPorts<Plan extends PlannedPublication> {
  readonly clock: Clock
  readonly drafts: CatalogueDrafts
  readonly approvals: Pick<ApprovalDesk, 'ask' | 'of'>
  readonly kind: Extract<ApprovalKind, 'publish-type' | 'publish-form'>
  readonly editor: Editor
  readonly plan: (draft: CatalogueDraft) => Plan
  /** Whether what it is a draft of is known here. */
  readonly isKnown: (draft: CatalogueDraft) => boolean
  readonly mayBeAsked: (authority: string, plan: Plan) => boolean
}

export interface ShownDraft<Plan extends PlannedPublication> {
  readonly draft: CatalogueDraft
  readonly plan: Plan
  readonly findings: readonly Finding[]
  /** What was asked last about it; null when nobody asked. */
  readonly approval: Approval | null
}

export interface TypedSection {
  /** What the page was opened at. */
  readonly revision: number
  readonly section: string
  readonly typed: (name: string) => string | null
}

export interface Saved {
  readonly outcome: 'saved' | 'stale'
  readonly content: DraftContent
  readonly findings: readonly Finding[]
}

export type Asked = 'asked' | 'stale' | 'not_ready'

/** Where editors of an authority work on drafts of one kind, and ask somebody else to let them be published. Another authority's drafts are not there. */
export function draftDesk<Plan extends PlannedPublication>({ clock, drafts, approvals, kind, editor, plan, isKnown, mayBeAsked }: DraftDeskPorts<Plan>) {
  const found = async (authority: string, id: DraftId): Promise<CatalogueDraft> => {
    const draft = await drafts.find(authority, id)
    if (draft === null || !isKnown(draft)) throw new Refusal('not_found')
    return draft
  }
  return {
    draft: async (authority: string, id: DraftId): Promise<ShownDraft<Plan>> => {
      const draft = await found(authority, id)
      const planned = plan(draft)
      return { draft, plan: planned, findings: findingsOf(editor, objectIn(draft.content), planned.problems), approval: await approvals.of(authority, kind, draft.id) }
    },
    /** The section that an address names; refuses `not_found` when the draft has none of that name. */
    mustHave: ({ content, withdraws }: CatalogueDraft, section: string): string => {
      const value = objectIn(content)
      if (withdraws || (section !== 'json' && (value === null || !editor.sectionsOf(value).includes(section)))) throw new Refusal('not_found')
      return section
    },
    /** Keeps what a section's form says. When the draft was changed since the page was opened nothing is written, and what was typed is given back. */
    save: async ({ subject }: StaffMember, draft: CatalogueDraft, { revision, section, typed }: TypedSection, artOf: (art: string) => string = (art) => art): Promise<Saved> => {
      const content = filled(editor, draft.content, section, typed, artOf)
      const saved = { content, findings: findingsOf(editor, objectIn(content), plan({ ...draft, content }).problems) }
      // Pressed twice, it is kept once.
      const isKept = content.text === draft.content.text && content.art === draft.content.art
      const isSaved = isKept || (await drafts.change(draft.authority, draft.id, { revision, content, by: subject, now: clock.now() }))
      return { outcome: isSaved ? 'saved' : 'stale', ...saved }
    },
    /** Asks another person to let it be published, as it stands at that revision. */
    ask: async (staff: StaffMember, id: DraftId, revision: number): Promise<Asked> => {
      const draft = await found(staff.authority, id)
      const planned = plan(draft)
      if (draft.revision !== revision) return 'stale'
      if (!mayBeAsked(staff.authority, planned)) return 'not_ready'
      if (!(await drafts.ask(staff.authority, id, revision))) return 'stale'
      await approvals.ask(staff, { kind, subject: id, contentHash: planned.contentHash })
      return 'asked'
    },
    /** Answers the name of what it was of. */
    discard: async (staff: StaffMember, id: DraftId): Promise<string> => {
      const { name } = await found(staff.authority, id)
      await drafts.discard(staff.authority, id)
      return name
    },
  }
}

/** A draft's content with what the form of one of its sections says. */
function filled(editor: Editor, content: DraftContent, section: string, typed: TypedSection['typed'], artOf: (art: string) => string): DraftContent {
  const value = objectIn(content)
  if (section === 'json' || value === null) return { ...content, text: typed('text') ?? content.text }
  return { text: writtenOut(withFields(value, editor.fieldsOf(value, section), typed)), art: artOf(content.art) }
}
