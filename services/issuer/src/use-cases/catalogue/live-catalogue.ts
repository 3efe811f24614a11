import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { publishType, type PublishedType } from '@counterfoil/shared/catalogue/published-type'
import { vctOf } from '@counterfoil/shared/network/network'
import { configurationsOf, type CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { fillAnew } from '../../domain/catalogue/live-map.ts'
import { contentOf, readContent } from '../../domain/catalogue/type-content.ts'
import { fixedIn, fixedInContent, type NumberedType, type TypeEdition } from '../../domain/catalogue/type-version.ts'
import type { PublishedEdition, ServedVersion } from '../../ports/catalogue.ts'
import { mustMeanTheSame } from './same-number.ts'

/** A type as some edition has it. */
export interface TypeOfEdition extends TypeEdition {
  readonly type: CredentialType
  /** Null for what came with the service. */
  readonly published: PublishedEdition | null
}

/**
 * The types that are issued: those that came with the service, and what was published since. Everybody holds the same maps, and a new edition
 * stands in them from one moment to the next. What lies at a `vct` is what was served there first, for good.
 */
export function liveCatalogue(delivered: ReadonlyMap<string, CredentialType>, typesUrl: string) {
  const types = new Map(delivered)
  const configurations = new Map(configurationsOf(delivered.values(), typesUrl))
  const documents = new Map<string, PublishedType>()
  const typesByVct = new Map<string, CredentialType>()
  let editions = new Map<string, readonly TypeOfEdition[]>()
  let numbers = new Map<string, readonly NumberedType[]>()
  const vctAt = ({ id, version }: CredentialType): string => vctOf(typesUrl, id, version)
  const editionsIn = (published: readonly PublishedEdition[]) => new Map([...delivered.values()].map((type) => [type.id, editionsOf(type, published)]))
  /** Every version that can be read, as it would be served if it never was before. */
  const versionsIn = (published: readonly PublishedEdition[]): readonly ServedVersion[] => {
    const all = [...editionsIn(published).values()].flat()
    const first = all.filter((one, place) => all.findIndex(({ type }) => vctAt(type) === vctAt(one.type)) === place)
    return first.map(({ type }) => ({ name: type.id, version: type.version, content: contentOf(type), documents: publishType(type, vctAt(type)) }))
  }
  // Under another address of the types, other documents were served.
  const servedHere = (served: readonly ServedVersion[]) => served.filter(({ name, version, documents: { vct } }) => vct === vctOf(typesUrl, name, version))
  const numbersGiven = (published: readonly PublishedEdition[], here: readonly ServedVersion[]): ReadonlyMap<string, readonly NumberedType[]> => {
    const given = new Map([...delivered.keys()].map((id) => [id, numbersOf(id, published, here)]))
    for (const [id, type] of delivered) mustMeanTheSame(type, given.get(id) ?? [])
    return given
  }
  const take = (published: readonly PublishedEdition[], served: readonly ServedVersion[] = []): void => {
    const here = servedHere(served)
    const given = numbersGiven(published, here)
    editions = editionsIn(published)
    numbers = new Map([...given].map(([id, all]) => [id, [...(editions.get(id) ?? []).map(({ version, edition, type }) => ({ version, edition, fixed: fixedIn(type) })), ...all]]))
    const current = new Map([...editions].map(([id, all]) => [id, currentOf(all).type]))
    fillAnew(documents, new Map([...versionsIn(published), ...here].map((one) => [one.documents.vct, one.documents])))
    fillAnew(typesByVct, new Map([...here.flatMap(readable), ...[...editions.values()].flat().map(({ type }) => type), ...current.values()].map((type) => [vctAt(type), type])))
    fillAnew(types, current)
    fillAnew(configurations, new Map([...configurationsOf(current.values(), typesUrl)].map(([id, one]) => [id, asFirstServed(one)])))
  }
  const asFirstServed = (configuration: CredentialConfiguration): CredentialConfiguration => {
    const { type, vct } = configuration
    const first = { ...configuration, published: documents.get(vct) ?? configuration.published }
    return delivered.get(type.id) === type ? first : { ...first, replacedAnother: true }
  }
  take([])
  return {
    types: types as ReadonlyMap<string, CredentialType>,
    configurations: configurations as ReadonlyMap<string, CredentialConfiguration>,
    /** What anybody may read of a version, as long as the service knows it; null otherwise. */
    documentsOf: (type: string, version: string): PublishedType | null => documents.get(`${typesUrl}/${type}/${version}`) ?? null,
    /** The type of a `vct`, also of one that isn't issued any more. */
    typeAt: (vct: string): CredentialType | undefined => typesByVct.get(vct),
    vctOf: ({ id }: Pick<CredentialType, 'id'>, version: number): string => vctOf(typesUrl, id, version),
    /** Every edition of a type that can be read, oldest first: it begins with what came with the service. Empty when there is no such type. */
    editionsOf: (type: string): readonly TypeOfEdition[] => editions.get(type) ?? [],
    /** Whatever has a number of a type's, also what can't be read any more. */
    numbersOf: (type: string): readonly NumberedType[] => numbers.get(type) ?? [],
    /** What is served from now on and never was before. Throws as `take` does. */
    servedFirst: (published: readonly PublishedEdition[], served: readonly ServedVersion[]): readonly ServedVersion[] => {
      numbersGiven(published, servedHere(served))
      const kept = new Set(served.map(({ documents: { vct } }) => vct))
      return versionsIn(published).filter(({ documents: { vct } }) => !kept.has(vct))
    },
    /** Takes over what was published, and what was served. Throws when what came with the service has a number that means something else. */
    take,
  }
}

export type LiveCatalogue = ReturnType<typeof liveCatalogue>

/** What was published or served before has its number, whether or not it can be read. */
const numbersOf = (name: string, published: readonly PublishedEdition[], served: readonly ServedVersion[]): readonly NumberedType[] => [
  ...published.filter((one) => one.name === name).map(({ version, edition, content }) => ({ version, edition, fixed: fixedInContent(content) })),
  ...served.filter((one) => one.name === name).map(({ version, content }) => ({ version, edition: 0, fixed: fixedInContent(content) })),
]

function readable({ version, content }: ServedVersion): readonly CredentialType[] {
  const { type } = readContent(content)
  return type === null ? [] : [{ ...type, version }]
}

function editionsOf(delivered: CredentialType, published: readonly PublishedEdition[]): readonly TypeOfEdition[] {
  const others = published.flatMap((edition): TypeOfEdition[] => {
    if (edition.name !== delivered.id) return []
    const { type } = readContent(edition.content)
    // It was linted before it was published; a newer release may refuse what an older one took, and then what came with it stands.
    return type === null ? [] : [{ version: edition.version, edition: edition.edition, type: { ...type, version: edition.version }, published: edition }]
  })
  const own: TypeOfEdition = { version: delivered.version, edition: 0, type: delivered, published: null }
  return [own, ...others]
}

/** What is issued: the newest that took effect, unless a newer release of the service came with another version since. */
export function currentOf(editions: readonly TypeOfEdition[]): TypeOfEdition {
  const [delivered] = editions
  if (delivered === undefined) throw new Error('A type without what came with the service.')
  const newest = editions.findLast(({ published }) => published !== null && published.effectiveAt !== null)
  return newest?.published == null || newest.published.deliveredVersion < delivered.version ? delivered : newest
}
