import { CatalogueError, parseCatalogue } from '@counterfoil/shared/catalogue/parse-catalogue'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parseStrictJson } from '@counterfoil/shared/kernel/strict-json'
import { writtenOut, type DraftContent } from './draft-content.ts'

/** A type as it is published, for its editors. */
export function contentOf({ card: { art, ...card }, ...type }: CredentialType): DraftContent {
  return { text: writtenOut({ ...type, card } as unknown as JsonObject), art }
}

/** The type that a content is, or all that the catalogue's linters say against it. */
export function readContent(content: DraftContent): { readonly type: CredentialType; readonly problems: readonly [] } | { readonly type: null; readonly problems: readonly string[] } {
  const parsed = parseStrictJson(content.text)
  if ('fault' in parsed && parsed.fault === 'forbidden_member') return { type: null, problems: ['names a member that reaches a prototype'] }
  try {
    const [type] = parseCatalogue([{ where: '', text: content.text, art: content.art === '' ? null : content.art }]).values()
    return type === undefined ? { type: null, problems: ['is not a type'] } : { type, problems: [] }
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error
    return { type: null, problems: error.problems.map((problem) => problem.replace(/^: /, '')) }
  }
}
