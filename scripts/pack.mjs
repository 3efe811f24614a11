// Packs what others can install into a folder (dist/ unless one is named): a tarball of each package, with JavaScript, types, readme and licence.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildPackages, publishedPackages } from './build-packages.mjs'
import { fail, root, runQuietly } from './toolchain.mjs'

async function pack(into) {
  mkdirSync(into, { recursive: true })
  await buildPackages()
  const chosen = publishedPackages().map(({ manifest }) => `--filter=${manifest.name}`)
  await runQuietly('Packing', 'npx', ['-y', 'pnpm@12.21.0', '-r', ...chosen, '--config.ignore-scripts=true', 'pack', '--pack-destination', into])
}

await pack(resolve(process.argv[2] ?? `${root}/dist`)).catch(fail)
