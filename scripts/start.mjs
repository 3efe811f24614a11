// npm start: installs what is missing, builds what changed, then runs everything on this machine.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildAssets, childEnvironment, fail, install, modernNodePath, root } from './toolchain.mjs'

async function main() {
  await install()
  await buildAssets()
  const child = spawn(modernNodePath(), [join(root, 'neighbourhood', 'src', 'main.ts'), ...process.argv.slice(2)], { cwd: root, env: childEnvironment(), stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('close', (code) => process.exit(code ?? 0))
}

main().catch(fail)
