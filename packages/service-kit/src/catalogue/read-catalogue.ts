import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { parseCatalogue } from '@counterfoil/shared/catalogue/parse-catalogue'

/** What ships with the shared package as data. */
const shipped = (folder: string): string => join(dirname(createRequire(import.meta.url).resolve('@counterfoil/shared/catalogue/credential-type')), '../..', folder)

/** The catalogue: one folder for each type, and `parts` that they share. */
export const catalogueFolder = (): string => shipped('catalogue')

/** The form profiles, a file each. */
export const formsFolder = (): string => shipped('forms')

/** The credential types of the catalogue, by id; throws a `CatalogueError` with everything that is wrong with any of them. */
export function readCatalogue(folder: string = catalogueFolder()): ReadonlyMap<string, CredentialType> {
  const parts = join(folder, 'parts')
  const files = existsSync(parts) ? readdirSync(parts).filter((file) => file.endsWith('.json')) : []
  const types = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'parts').map(({ name }) => name)
  return parseCatalogue(
    types.toSorted().map((name) => {
      const read = (file: string): string | null => (existsSync(join(folder, name, file)) ? readFileSync(join(folder, name, file), 'utf8') : null)
      return { where: name, text: read('type.json') ?? '', art: read('card.svg') }
    }),
    new Map(files.map((file) => [basename(file, '.json'), readFileSync(join(parts, file), 'utf8')])),
  )
}
