import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A built file with the address to serve it at, which names its version and its content, and the hash that a page vouches with. */
export interface BuiltFile {
  readonly address: string
  readonly type: string
  readonly bytes: Buffer
  /** For the `integrity` attribute. */
  readonly integrity: string
}

const folder = join(import.meta.dirname, '..')

/** What a form's own server serves. Throws when it isn't built: `pnpm --filter @counterfoil/embed build` does. */
export function builtFiles(): { readonly script: BuiltFile; readonly style: BuiltFile } {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }
  const built = (name: string, type: string): BuiltFile => {
    const bytes = readFileSync(join(folder, 'dist', name))
    const digest = createHash('sha384').update(bytes).digest()
    return { address: `/assets/${version}-${digest.toString('hex').slice(0, 12)}/${name}`, type, bytes, integrity: `sha384-${digest.toString('base64')}` }
  }
  return { script: built('counterfoil-prefill.js', 'text/javascript; charset=utf-8'), style: built('counterfoil-prefill.css', 'text/css; charset=utf-8') }
}
