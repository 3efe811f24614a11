import { join } from 'node:path'

/** Where the built script of pages lies, for a server to serve. `pnpm --filter @counterfoil/ui build` writes it. */
export const pageScriptFile: string = join(import.meta.dirname, '..', 'dist', 'page.js')

/** The one that pages of staff have beside it. */
export const staffScriptFile: string = join(import.meta.dirname, '..', 'dist', 'staff.js')
