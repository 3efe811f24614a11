// Builds dist/counterfoil-prefill.js: one module, no dependency, with its small style sheet beside it.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const here = import.meta.dirname

/** Builds the script; returns its text. With `write` false nothing is left on disk. */
export async function buildEmbed({ write }) {
  const built = await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    build: {
      write,
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: true,
      lib: { entry: join(here, 'src', 'counterfoil-prefill.ts'), formats: ['es'], fileName: () => 'counterfoil-prefill.js' },
      minify: true,
    },
  })
  return [built].flat()[0].output[0].code
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildEmbed({ write: true })
  copyFileSync(join(here, 'src', 'counterfoil-prefill.css'), join(here, 'dist', 'counterfoil-prefill.css'))
}
