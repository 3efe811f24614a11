import { join } from 'node:path'

/** Where the built style sheet lies, for a server to serve. `pnpm --filter @counterfoil/ui build` writes it. */
export const styleSheetFile: string = join(import.meta.dirname, '..', 'dist', 'counterfoil.css')

/** A browser tab's icon: a ticket with its counterfoil. */
export const iconFile: string = join(import.meta.dirname, 'style', 'icon.svg')
