import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { FindType, FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { objectIn, writtenOut } from '../../domain/catalogue/draft-content.ts'
import type { Editor } from '../../domain/catalogue/findings.ts'
import { formEditor } from '../../domain/catalogue/form-editor.ts'
import { emptyForm, typeNamed } from '../../domain/catalogue/form-fields.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { CatalogueDraft, CatalogueDrafts, DraftId, ReadForm } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'
import { draftDesk } from './draft-desk.ts'
import { newestVersionOf, stateOfForm, type KnownForm, type LiveForms } from './live-forms.ts'
import { vctsOf } from './needed-accreditations.ts'
import { planForm, type PlannedForm } from './plan-form.ts'

/** A type that a form asks for. */
export interface AskedType {
  readonly vct: string
  /** Whether the authority may ask for it; null while nobody can tell. */
  readonly isAccredited: boolean | null
  /** Whether it is the version that is issued now. */
  readonly isCurrent: boolean
  /** Whether it came with the service: of other versions, a verifier of this release has no files. */
  readonly isDelivered: boolean
}

export interface FormDeskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly drafts: CatalogueDrafts
  readonly forms: LiveForms
  readonly approvals: Pick<ApprovalDesk, 'ask' | 'of'>
  readonly read: ReadForm
  readonly find: FindType
  /** Types as they are issued now. */
  readonly types: ReadonlyMap<string, CredentialType>
  /** The same as they came with the service. */
  readonly delivered: readonly Pick<CredentialType, 'id' | 'version'>[]
  readonly vctOf: (type: { readonly id: string }, version: number) => string
  /** Answers in the order of the types; null for what can't be told. */
  readonly mayAsk: (authority: Authority, vcts: readonly string[]) => Promise<readonly (boolean | null)[]>
}

export interface ShownForm {
  readonly id: string
  /** Null while it was never published. */
  readonly form: KnownForm | null
  readonly draft: CatalogueDraft | null
}

const formId = /^[a-z][a-z0-9-]{0,63}$/

/** Where editors of an authority work on its own forms. Another authority's are not there. */
export function formDesk({ clock, random, drafts, forms, approvals, read, find, types, delivered, vctOf, mayAsk }: FormDeskPorts) {
  const editor: Editor = formEditor(typeNamed(find))
  const desk = draftDesk<PlannedForm>({
    clock,
    drafts,
    approvals,
    kind: 'publish-form',
    editor,
    plan: (draft) => planForm(forms, draft, read),
    isKnown: () => true,
    mayBeAsked: (_authority, { problems, isOvertaken, differences }) => problems.length === 0 && !isOvertaken && differences.length > 0,
  })
  const found = (authority: string, id: string): KnownForm => {
    const form = forms.find(authority, id)
    if (form === null) throw new Refusal('not_found')
    return form
  }
  const openDraft = ({ authority, subject }: StaffMember, draft: Pick<CatalogueDraft, 'name' | 'base' | 'content' | 'withdraws'>): Promise<CatalogueDraft> => {
    const now = clock.now()
    return drafts.open({ ...draft, id: timeOrderedId(now, random) as DraftId, authority, by: subject, now })
  }
  return {
    ...desk,
    editor,
    find,
    types,
    isKnown: (authority: string, id: string): boolean => forms.find(authority, id) !== null,
    forms: async (authority: string): Promise<readonly ShownForm[]> => {
      const own = await drafts.of(authority)
      const known = forms.of(authority)
      const drafted = own.filter(({ name }) => known.every(({ id }) => id !== name))
      return [...known.map((form) => ({ id: form.id, form, draft: own.find(({ name }) => name === form.id) ?? null })), ...drafted.map((draft) => ({ id: draft.name, form: null, draft }))]
    },
    form: async (authority: string, id: string): Promise<ShownForm & { readonly form: KnownForm }> => ({ id, form: found(authority, id), draft: (await drafts.of(authority)).find(({ name }) => name === id) ?? null }),
    /** Opens a draft of the newest version, or of an earlier one that is to be published again; one that is open stays as it is. */
    open: (staff: StaffMember, id: string, again: number | null): Promise<CatalogueDraft> => {
      const form = found(staff.authority, id)
      const from = again === null ? newestVersionOf(form) : form.versions.find(({ version }) => version === again)
      if (from == null) throw new Refusal('not_found')
      return openDraft(staff, { name: id, base: stateOfForm(form), content: from.content, withdraws: false })
    },
    /** Opens the withdrawal of a form that stands, unless a draft of it is open: that stays as it is. */
    withdraw: (staff: StaffMember, id: string): Promise<CatalogueDraft> => {
      const form = found(staff.authority, id)
      const newest = newestVersionOf(form)
      if (newest === null || form.withdrawn !== null) throw new Refusal('conflict')
      return openDraft(staff, { name: id, base: stateOfForm(form), content: newest.content, withdraws: true })
    },
    /** Opens the draft of a new form; tells what is wrong with its id or type instead. */
    create: async (staff: StaffMember, id: string, typeId: string): Promise<CatalogueDraft | 'bad_id' | 'taken' | 'no_type'> => {
      const type = types.get(typeId)
      if (!formId.test(id)) return 'bad_id'
      if (type === undefined) return 'no_type'
      if (forms.find(staff.authority, id) !== null) return 'taken'
      return openDraft(staff, { name: id, base: stateOfForm(null), content: { text: writtenOut(emptyForm(id, type)), art: '' }, withdraws: false })
    },
    /** What a form asks for, and whether the authority may. */
    asked: async (authority: Authority, profiles: readonly FormProfile[]): Promise<ReadonlyMap<FormProfile, readonly AskedType[]>> => {
      const vctsIn = (all: readonly Pick<CredentialType, 'id' | 'version'>[]): ReadonlySet<string> => new Set(all.map((type) => vctOf(type, type.version)))
      const [current, came] = [vctsIn([...types.values()]), vctsIn(delivered)]
      const asked = new Map(profiles.map((profile) => [profile, vctsOf(profile, vctOf)]))
      const vcts = [...new Set([...asked.values()].flat())]
      const answers = await mayAsk(authority, vcts)
      return new Map([...asked].map(([profile, own]) => [profile, own.map((vct) => ({ vct, isAccredited: answers[vcts.indexOf(vct)] ?? null, isCurrent: current.has(vct), isDelivered: came.has(vct) }))]))
    },
    /** The title that a draft has by now; null when it has none. */
    titleOf: (draft: CatalogueDraft, language: 'en' | 'cy'): string | null => {
      const title = objectIn(draft.content)?.['title']
      const said = (title as { readonly [one in 'en' | 'cy']?: unknown } | undefined)?.[language]
      return typeof said === 'string' && said.trim() !== '' ? said : null
    },
  }
}

export type FormDesk = ReturnType<typeof formDesk>
