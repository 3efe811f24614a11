import { expect } from 'vitest'
import { generatedFile } from './generated-file.ts'

/**
 * A file of the repository that is made from the code is as the code makes it now. `WRITE_GENERATED=1` writes it instead:
 * look at what changed, and commit it.
 */
export function expectCheckedIn(path: string, made: string): void {
  expect(generatedFile(path, made), `${path} is stale: run npm run generate`).toBe(made)
}
