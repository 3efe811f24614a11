// Builds dist/counterfoil-prefill.js: one module, no dependency, with its small style sheet beside it.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const here = import.meta.dirname

/** Makes one module of a script and what it imports; returns its text. With `write` false nothing is left on disk. */
export async function bundle(entry, { write = false, root = here } = {}) {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write,
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: true,
      lib: { entry, formats: ['es'], fileName: () => 'counterfoil-prefill.js' },
      minify: true,
      // Vite leaves a library's whitespace to whoever bundles it on; this one goes to browsers as it is.
      rolldownOptions: { output: { minify: true, comments: false } },
    },
  })
  return [built].flat()[0].output[0].code
}

export const buildEmbed = (options) => bundle(join(here, 'src', 'counterfoil-prefill.ts'), options)

/** For a page's `integrity` attribute. */
export const integrityOf = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`

const sizeOf = (bytes) => `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} with gzip`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildEmbed({ write: true })
  copyFileSync(join(here, 'src', 'counterfoil-prefill.css'), join(here, 'dist', 'counterfoil-prefill.css'))
  const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  const files = ['counterfoil-prefill.js', 'counterfoil-prefill.css'].map((name) => ({ name, bytes: readFileSync(join(here, 'dist', name)) }))
  const integrity = Object.fromEntries(files.map(({ name, bytes }) => [name, integrityOf(bytes)]))
  // What a form team copies into its page, and holds a copy from elsewhere against.
  writeFileSync(join(here, 'dist', 'integrity.json'), `${JSON.stringify({ version, integrity }, null, 2)}\n`)
  for (const { name, bytes } of files) process.stdout.write(`${name} ${version}: ${sizeOf(bytes)}, integrity="${integrity[name]}"\n`)
}
