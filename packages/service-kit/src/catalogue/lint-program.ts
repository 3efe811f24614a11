import { CatalogueError } from '@counterfoil/shared/catalogue/parse-catalogue'
import { readCatalogue } from './read-catalogue.ts'

// `pnpm catalogue:lint [folder]`: what the services say at their start, without starting them.
try {
  const types = readCatalogue(process.argv[2])
  process.stdout.write(`${types.size} credential types, nothing to mend: ${[...types.keys()].join(', ')}\n`)
} catch (error) {
  if (!(error instanceof CatalogueError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
