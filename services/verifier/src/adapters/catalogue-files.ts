import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseCatalogue, type CredentialType } from '@counterfoil/shared/catalogue/credential-type'

const catalogueFolder = (): string => join(dirname(createRequire(import.meta.url).resolve('@counterfoil/shared/catalogue/credential-type')), '../../catalogue')

/** The credential types of the catalogue, by id. */
export function readCatalogue(folder: string = catalogueFolder()): ReadonlyMap<string, CredentialType> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return parseCatalogue(entries.map(({ name }) => ({ where: name, text: readFileSync(join(folder, name, 'type.json'), 'utf8') })))
}
