import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { parseCatalogue, type CatalogueFolder } from '@counterfoil/shared/catalogue/parse-catalogue'
import type { SchemaParts } from '@counterfoil/shared/catalogue/schema-parts'
import { textOf } from './source-files.ts'

const folder = 'packages/shared/catalogue'

/** The parts that types share, as the repository has them. */
export const schemaParts: SchemaParts = new Map([['uk-address', textOf(`${folder}/parts/uk-address.json`)]])

/** A type as the repository has it, unread. */
export const folderOf = (id: string): CatalogueFolder => ({ where: id, text: textOf(`${folder}/${id}/type.json`), art: textOf(`${folder}/${id}/card.svg`) })

/** Types of the repository, and others made of one of them. */
export const catalogueOf = (...folders: readonly CatalogueFolder[]): ReadonlyMap<string, CredentialType> => parseCatalogue(folders, schemaParts)

export function typeOf(id: string): CredentialType {
  const type = catalogueOf(folderOf(id)).get(id)
  if (type === undefined) throw new Error(`The catalogue has no ${id}.`)
  return type
}
