import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { differencesOf, type Difference } from '../../domain/catalogue/differences.ts'
import { inOneOrder, objectIn, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import { contentOf, readContent } from '../../domain/catalogue/type-content.ts'
import { editionFor, type TypeEdition } from '../../domain/catalogue/type-version.ts'
import type { CatalogueDraft } from '../../ports/catalogue.ts'
import type { LiveCatalogue, TypeOfEdition } from './live-catalogue.ts'

/** What publishing a draft would do, as it stands now. */
export interface PlannedEdition {
  /** Null while the linters say something against it. */
  readonly type: CredentialType | null
  readonly problems: readonly string[]
  /** Null while it can't be read. */
  readonly edition: TypeEdition | null
  /** What it was opened from. */
  readonly base: TypeOfEdition | null
  /** Whether something else was published since it was opened. */
  readonly isOvertaken: boolean
  readonly differences: readonly Difference[]
  /** Of all that is published, and from which it was made. */
  readonly contentHash: string
  /** Whether the network has to accredit it before it is issued. */
  readonly needsAccreditation: boolean
}

export const contentAt = ({ type, published }: TypeOfEdition): DraftContent => published?.content ?? contentOf(type)

/** What the editors of a type begin with: the newest that was published, whether or not it is issued yet. */
export const newestOf = (editions: readonly TypeOfEdition[]): TypeOfEdition | null => editions.at(-1) ?? null

export function planEdition(live: Pick<LiveCatalogue, 'editionsOf' | 'numbersOf'>, draft: Pick<CatalogueDraft, 'name' | 'base' | 'content'>, furtherProblems: (type: CredentialType) => readonly string[]): PlannedEdition {
  const editions = live.editionsOf(draft.name)
  const base = editions.find(({ version, edition }) => version === draft.base.version && edition === draft.base.edition) ?? null
  const newest = newestOf(editions)
  const read = readContent(draft.content)
  const problems = read.type === null ? read.problems : [...(read.type.id === draft.name ? [] : [`id must stay "${draft.name}"`]), ...furtherProblems(read.type)]
  const edition = read.type === null ? null : editionFor(read.type, live.numbersOf(draft.name))
  return {
    type: problems.length === 0 ? read.type : null,
    problems,
    edition,
    base,
    isOvertaken: newest === null || newest.version !== draft.base.version || newest.edition !== draft.base.edition,
    differences: newest === null ? [] : differencesOf(contentAt(newest), draft.content),
    contentHash: sha256Text(inOneOrder({ name: draft.name, base: { ...draft.base }, edition: edition === null ? null : { ...edition }, type: objectIn(draft.content) ?? draft.content.text, art: draft.content.art })),
    needsAccreditation: edition !== null && !editions.some(({ version, published }) => version === edition.version && (published === null || published.effectiveAt !== null)),
  }
}
