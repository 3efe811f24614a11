import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { inOneOrder, objectIn, type DraftContent } from './draft-content.ts'
import { readContent } from './type-content.ts'

/** Which publication of a type something is: another version is another `vct`; editions of one version say the same of the same claims. */
export interface TypeEdition {
  readonly version: number
  /** 0 for what came with the service. */
  readonly edition: number
}

/**
 * What a version never changes: what its credentials say and how they can be withheld or taken back, what they are called in other
 * formats, and the picture whose digest its Type Metadata has. Words, colours and the rules that the issuer goes by may change within it.
 */
export const fixedIn = ({ schema, claims, endsOn: _endsOn, mdoc, w3cTypes, statusKinds, card }: CredentialType): string =>
  inOneOrder({ schema, claims: claims.map(({ path, disclosable }) => `${path.join('.')} ${disclosable}`).toSorted(), mdoc, w3cTypes, statusKinds: [...statusKinds].toSorted(), art: card.art } as unknown as JsonObject)

/** The same of what was taken once, also where today's linters refuse it: yesterday's read its parts. Null when it can't be told. */
export function fixedInContent(content: DraftContent): string | null {
  const { type } = readContent(content)
  try {
    return fixedIn(type ?? ({ ...objectIn(content), card: { art: content.art.trim() } } as unknown as CredentialType))
  } catch {
    return null
  }
}

/** Something that has its number already. */
export interface NumberedType extends TypeEdition {
  /** What its version never changes; null when it can't be told any more. */
  readonly fixed: string | null
}

/** The version and edition that a type is published as, after all that was: that of an earlier version when it says the same, or the next. */
export function editionFor(type: CredentialType, numbered: readonly NumberedType[]): TypeEdition {
  const fixed = fixedIn(type)
  const alike = numbered.find((one) => one.fixed === fixed)
  if (alike === undefined) return { version: Math.max(0, ...numbered.map(({ version }) => version)) + 1, edition: 1 }
  return { version: alike.version, edition: Math.max(...numbered.filter(({ version }) => version === alike.version).map(({ edition }) => edition)) + 1 }
}
