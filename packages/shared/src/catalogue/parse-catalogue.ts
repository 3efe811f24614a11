import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { parseCardArt } from './card-art.ts'
import type { CredentialType } from './credential-type.ts'
import { lintClaims } from './lint-claims.ts'
import { lintLifeEvents } from './lint-life-events.ts'
import { lintSchema } from './lint-schema.ts'
import { lintTexts } from './lint-texts.ts'
import { lintMdoc } from './mdoc-names.ts'
import { lintCard, lintFacts, lintWords } from './lint-type.ts'
import { withParts, type SchemaParts } from './schema-parts.ts'

/** Catalogue entries that can't be used; lists every reason at once. */
export class CatalogueError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The catalogue can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'CatalogueError'
    this.problems = problems
  }
}

/** What a folder of the catalogue holds. */
export interface CatalogueFolder {
  readonly where: string
  /** `type.json`. */
  readonly text: string
  /** `card.svg`; null when there is none. */
  readonly art: string | null
}

type Read = { readonly type: CredentialType } | { readonly problems: readonly string[] }

/** Reads a whole catalogue; throws one CatalogueError with every missing translation, weak contrast, unnamed claim and id that is taken. */
export function parseCatalogue(folders: readonly CatalogueFolder[], parts: SchemaParts = new Map()): ReadonlyMap<string, CredentialType> {
  const types = new Map<string, CredentialType>()
  const problems: string[] = []
  for (const folder of folders) {
    const read = readType(folder, parts)
    if ('problems' in read) problems.push(...read.problems.map((problem) => `${folder.where}: ${problem}`))
    else if (types.has(read.type.id)) problems.push(`${folder.where}: id "${read.type.id}" is taken`)
    else types.set(read.type.id, read.type)
  }
  if (problems.length > 0) throw new CatalogueError(problems)
  return types
}

function readType({ text, art }: CatalogueFolder, parts: SchemaParts): Read {
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed) return { problems: [parsed.fault === 'duplicate_member' ? 'names a member twice' : 'is not JSON'] }
  if (!isJsonObject(parsed.value)) return { problems: ['must be an object'] }
  const { value, problems: ofParts } = withParts(parsed.value, parts)
  const drawn = parseCardArt(art, value['card'])
  const problems = [...ofParts, ...lintFacts(value), ...lintWords(value), ...lintTexts(value), ...lintCard(value['card']), ...drawn.problems, ...lintSchema(value['schema'], 'schema')]
  if (problems.length === 0) problems.push(...lintClaims(value), ...lintLifeEvents(value), ...lintMdoc(value))
  if (problems.length > 0) return { problems }
  // Linted above, member by member.
  return { type: { ...value, card: { ...(value['card'] as JsonObject), art: drawn.art } } as unknown as CredentialType }
}
