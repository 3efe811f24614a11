import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCatalogue, type CredentialType } from '@counterfoil/shared/catalogue/credential-type'

/** The catalogue that ships with the shared package: one folder for each type. */
export const catalogueFolder = join(import.meta.dirname, '..', '..', '..', '..', 'packages', 'shared', 'catalogue')

/** Reads every type below a folder; throws CatalogueError on the first that can't be used. */
export function readCatalogue(folder: string): ReadonlyMap<string, CredentialType> {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return parseCatalogue(
    folders.map(({ name }) => {
      const where = join(name, 'type.json')
      return { where, text: readFileSync(join(folder, where), 'utf8') }
    }),
  )
}
