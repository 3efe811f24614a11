// Makes JavaScript and types of the packages that others can install: those with a `publishConfig`. Into lib/ of each, all at once; `pnpm pack` does it before it packs one.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildAssets, fail, root, Stop } from './toolchain.mjs'

/** Folder and manifest of each package that is published. */
export const publishedPackages = () =>
  ['packages', 'services']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.publishConfig !== undefined)

const emitting = (outDir) => ({
  extends: join(root, 'tsconfig.json'),
  compilerOptions: { noEmit: false, declaration: true, rewriteRelativeImportExtensions: true, rootDir: root, outDir, typeRoots: [join(root, 'node_modules', '@types')] },
  include: publishedPackages().map(({ folder }) => join(folder, 'src')),
  exclude: [],
})

// The compiler brings only what is imported to .js; what types are imported from it leaves as it was written.
const ofTypes = (text) => text.replaceAll(/((?:from |import\()["']\.{1,2}\/[^"']+)\.ts(["'])/g, '$1.js$2')

function takeOver(emitted, { folder }) {
  const lib = join(folder, 'lib')
  rmSync(lib, { recursive: true, force: true })
  cpSync(emitted, lib, { recursive: true })
  // What the program reads beside itself, such as an icon.
  cpSync(join(folder, 'src'), lib, { recursive: true, filter: (file) => !file.endsWith('.ts') })
  for (const name of readdirSync(lib, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue
    const file = join(lib, name)
    writeFileSync(file, ofTypes(readFileSync(file, 'utf8')))
  }
}

/** Builds all of them, and what browsers load. */
export async function buildPackages() {
  await buildAssets()
  const temporary = mkdtempSync(join(tmpdir(), 'counterfoil-lib-'))
  const project = join(temporary, 'tsconfig.json')
  writeFileSync(project, JSON.stringify(emitting(join(temporary, 'out'))))
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], { encoding: 'utf8' })
  if (status !== 0) throw new Stop(`The packages don't compile:\n${stdout}`)
  for (const each of publishedPackages()) takeOver(join(temporary, 'out', each.folder.slice(root.length), 'src'), each)
  rmSync(temporary, { recursive: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildPackages().catch(fail)
