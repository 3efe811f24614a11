// npm start: installs what is missing, builds what changed, then runs everything on this machine.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readArguments, usage } from './arguments.mjs'
import { Stop, buildAssets, childEnvironment, fail, install, modernNodePath, root } from './toolchain.mjs'

async function main() {
  const { help, settings, problem } = readArguments(process.argv.slice(2))
  if (problem !== undefined) throw new Stop(problem)
  if (help) return void process.stdout.write(`${usage}\n`)
  await install()
  await buildAssets()
  // The channel tells the child when this process ends, however suddenly.
  const child = spawn(modernNodePath(), [join(root, 'neighbourhood', 'src', 'main.ts')], { cwd: root, env: childEnvironment(settings), stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  // Ctrl-C reaches the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('close', (code) => process.exit(code ?? 0))
}

main().catch(fail)
