import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { TypeEdition } from '../../domain/catalogue/type-version.ts'
import type { DeliveredForm, PublishedForm, ReadForm } from '../../ports/catalogue.ts'

/** One version of a form, as it stays for good. */
export interface FormVersion {
  readonly version: number
  readonly content: DraftContent
  /** Null where a newer release of the service refuses what an older one took. */
  readonly profile: FormProfile | null
  /** Null for what came with the service. */
  readonly published: PublishedForm | null
}

/** A form of one authority, and what became of it. */
export interface KnownForm {
  readonly id: string
  /** Oldest first. */
  readonly versions: readonly FormVersion[]
  /** What took it back last; null while it stands. */
  readonly withdrawn: PublishedForm | null
}

export const newestVersionOf = ({ versions }: KnownForm): FormVersion | null => versions.at(-1) ?? null

/** Whether a newer release refuses what stands: nobody is asked with that. */
export const isBroken = (form: KnownForm): boolean => form.withdrawn === null && newestVersionOf(form)?.profile === null

/** A number of its own for each version, whatever a newer release brings as a file. */
export const nextVersionOf = (form: KnownForm | null): number => Math.max(0, ...(form?.versions ?? []).map(({ version }) => version)) + 1

/** What a form asks by now; null while it was never published, was withdrawn, or can't be read. */
export const standingProfile = (form: KnownForm | null): FormProfile | null => (form === null || form.withdrawn !== null ? null : (newestVersionOf(form)?.profile ?? null))

/** What was done last with a form: a draft that was opened from anything else is late. Nothing was done with a form that isn't known. */
export function stateOfForm(form: KnownForm | null): TypeEdition {
  const newest = form === null ? null : newestVersionOf(form)
  return newest === null ? { version: 0, edition: 0 } : { version: newest.version, edition: form?.withdrawn == null ? 1 : 2 }
}

/** The forms of every authority: those that came with the service, and what each authority published since. */
export function liveForms(delivered: readonly DeliveredForm[], read: ReadForm) {
  let published = new Map<string, ReadonlyMap<string, KnownForm>>()
  let numbers = new Map<string, number>()
  const came = new Map(delivered.map(({ id, version, text }) => [id, { id, versions: [{ version, content: { text, art: '' }, profile: read(text).profile, published: null }], withdrawn: null } satisfies KnownForm]))
  const ofAuthority = (authority: string): ReadonlyMap<string, KnownForm> => published.get(authority) ?? came
  const withOne = (forms: ReadonlyMap<string, KnownForm>, one: PublishedForm): ReadonlyMap<string, KnownForm> => {
    const before = withoutNumber(forms.get(one.name) ?? { id: one.name, versions: [], withdrawn: null }, one)
    const versions = one.withdraws ? before.versions : [...before.versions, { version: one.version, content: one.content, profile: read(one.content.text).profile, published: one }]
    return new Map([...forms, [one.name, { id: one.name, versions, withdrawn: one.withdraws ? one : null }]])
  }
  return {
    of: (authority: string): readonly KnownForm[] => [...ofAuthority(authority).values()].toSorted((one, other) => one.id.localeCompare(other.id)),
    find: (authority: string, id: string): KnownForm | null => ofAuthority(authority).get(id) ?? null,
    /** Number of the newest publication of an authority; 0 while there is none. */
    numberOf: (authority: string): number => numbers.get(authority) ?? 0,
    /** Takes over what was published, oldest first. */
    take: (all: readonly PublishedForm[]): void => {
      published = all.reduce((so, one) => so.set(one.authority, withOne(so.get(one.authority) ?? came, one)), new Map<string, ReadonlyMap<string, KnownForm>>())
      numbers = new Map(all.map(({ authority, number }) => [authority, number]))
    },
  }
}

export type LiveForms = ReturnType<typeof liveForms>

/** A file that a newer release brought under a number that the authority had given already is none of its versions: a number means one thing. */
const withoutNumber = ({ versions, ...form }: KnownForm, { version, withdraws }: PublishedForm): KnownForm => ({ ...form, versions: withdraws ? versions : versions.filter((one) => one.published !== null || one.version !== version) })
