import { publicationLimits } from '@counterfoil/shared/form-profile/publication'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { differencesOf, type Difference } from '../../domain/catalogue/differences.ts'
import { inOneOrder, objectIn, writtenOut, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { CatalogueDraft, ReadForm } from '../../ports/catalogue.ts'
import type { PlannedPublication } from './draft-desk.ts'
import { isBroken, newestVersionOf, nextVersionOf, stateOfForm, type KnownForm, type LiveForms } from './live-forms.ts'

/** What publishing a draft of a form would do, as it stands now. */
export interface PlannedForm extends PlannedPublication {
  /** Null while something has to be mended. Of a withdrawal, what is withdrawn. */
  readonly profile: FormProfile | null
  readonly form: KnownForm | null
  /** The version that it becomes, or that is withdrawn. */
  readonly version: number
  readonly withdraws: boolean
  /** Whether something else was published since it was opened. */
  readonly isOvertaken: boolean
  readonly differences: readonly Difference[]
  /** What is published: the draft's, with its version. */
  readonly content: DraftContent
}

const nothing: DraftContent = { text: '{}', art: '' }

/** What citizens are asked with now. */
export const standingContent = (form: KnownForm | null): DraftContent => (form === null || form.withdrawn !== null ? nothing : (newestVersionOf(form)?.content ?? nothing))

export function planForm(forms: LiveForms, draft: Pick<CatalogueDraft, 'authority' | 'name' | 'base' | 'content' | 'withdraws'>, read: ReadForm): PlannedForm {
  const { authority, name, base, withdraws } = draft
  const form = forms.find(authority, name)
  const state = stateOfForm(form)
  const version = withdraws ? state.version : nextVersionOf(form)
  const content = withdraws ? draft.content : numbered(draft.content, version)
  const { profile, problems } = read(content.text)
  const all = withdraws ? tooManyWithdrawn(forms, authority, name) : [...problems, ...(profile === null || profile.id === name ? [] : [`id must stay "${name}"`]), ...tooMuch(forms, authority, name, content)]
  return {
    profile: all.length === 0 ? profile : null,
    problems: all,
    form,
    version,
    withdraws,
    isOvertaken: base.version !== state.version || base.edition !== state.edition,
    differences: differencesOf(standingContent(form), withdraws ? nothing : content),
    content,
    contentHash: sha256Text(inOneOrder({ authority, name, base: { ...base }, version, withdraws, form: objectIn(content) ?? content.text })),
  }
}

/** Whoever edits doesn't say which version it becomes. */
function numbered(content: DraftContent, version: number): DraftContent {
  const value = objectIn(content)
  return value === null ? content : { ...content, text: writtenOut({ ...value, version }) }
}

/** Readers take no more, and nothing with them. */
function tooManyWithdrawn(forms: LiveForms, authority: string, name: string): string[] {
  const others = forms.of(authority).filter((form) => form.id !== name && (form.withdrawn !== null || isBroken(form)))
  return others.length < publicationLimits.withdrawn ? [] : [`the authority has withdrawn ${publicationLimits.withdrawn} forms already, and no more are read`]
}

/** What readers of the publication would refuse, and with it every form of the authority. */
function tooMuch(forms: LiveForms, authority: string, name: string, content: DraftContent): string[] {
  const others = forms.of(authority).filter((form) => form.id !== name && form.withdrawn === null)
  const bytes = [content, ...others.map(standingContent)].reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0)
  return [
    ...(others.length < publicationLimits.profiles ? [] : [`the authority has ${publicationLimits.profiles} forms already, and no more are read`]),
    // A JWT is a third longer than what it says.
    ...(bytes * 1.4 < publicationLimits.bytes ? [] : ['the forms of the authority together are too long to be read']),
  ]
}
