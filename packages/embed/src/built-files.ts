import { join } from 'node:path'

const dist = join(import.meta.dirname, '..', 'dist')

/** Where the built script and its style sheet lie, for a server to serve. `pnpm --filter @counterfoil/embed build` writes them. */
export const embedScriptFile: string = join(dist, 'counterfoil-prefill.js')
export const embedStyleFile: string = join(dist, 'counterfoil-prefill.css')
