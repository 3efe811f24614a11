// Builds dist/counterfoil-prefill.js: one module, no dependency, with its small style sheet beside it.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const here = import.meta.dirname

await build({
  root: here,
  configFile: false,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    lib: { entry: join(here, 'src', 'counterfoil-prefill.ts'), formats: ['es'], fileName: () => 'counterfoil-prefill.js' },
    minify: true,
  },
})
copyFileSync(join(here, 'src', 'counterfoil-prefill.css'), join(here, 'dist', 'counterfoil-prefill.css'))
