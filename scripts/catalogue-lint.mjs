// npm run catalogue:lint: what the services would say of the catalogue at their start, without starting them.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { childEnvironment, fail, install, modernNodePath, root } from './toolchain.mjs'

async function main() {
  await install()
  const program = join(root, 'packages', 'service-kit', 'src', 'catalogue', 'lint-program.ts')
  const { status } = spawnSync(modernNodePath(), [program, ...process.argv.slice(2)], { cwd: root, env: childEnvironment(), stdio: 'inherit' })
  process.exitCode = status ?? 1
}

main().catch(fail)
