// pnpm bench, pnpm soak: installs what is missing, builds what changed, then measures.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildAssets, childEnvironment, fail, install, modernNodePath, root } from './toolchain.mjs'

async function main() {
  await install()
  await buildAssets()
  const child = spawn(modernNodePath(), [join(root, 'bench', 'src', `${process.argv[2] ?? 'main'}.ts`)], { cwd: root, env: childEnvironment(), stdio: 'inherit' })
  child.on('close', (code) => process.exit(code ?? 0))
}

main().catch(fail)
