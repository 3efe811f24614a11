// A clean clone in which the lines of a document are followed, as a reader does in several terminals.
import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from '../toolchain.mjs'

/** No guide takes longer, in seconds. */
export const most = 600
const presetBase = 4700

/** A clone of what is committed here. Its network uses the ports from `base` on. */
export function cleanClone(base) {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  const folder = mkdtempSync('/tmp/quick-start-')
  const running = []
  execFileSync('git', ['clone', '--quiet', root, folder])

  // The words stay the page's own; only the ports may be others, where those are taken.
  const adapted = (text) => (base === presetBase ? text : text.replaceAll(/\b47(\d\d)\b/g, (_, rest) => String(base + Number(rest))).replace(/^npm start(?: --)?(.*)$/m, `npm start -- --port-base ${base}$1`))

  /** What a guide says: its commands, block by block, and its text. */
  const guide = (document, heading) => {
    const section = readFileSync(join(folder, document), 'utf8').split('\n## ').find((one) => one.startsWith(`${heading}\n`))
    if (section === undefined) throw new Error(`${document} has no section "${heading}".`)
    return { blocks: [...section.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```$/gm)].map(([, block]) => adapted(block.replaceAll(/^ {3}/gm, ''))), text: adapted(section) }
  }

  /** Starts the commands of a block in a terminal of their own. */
  const runBlock = (block) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    const ended = new Promise((resolve) => child.on('close', resolve))
    running.push({ child, ended })
    return { said: () => said, ended }
  }

  const runToEnd = async (block) => {
    const terminal = runBlock(block)
    if ((await terminal.ended) !== 0) throw new Error(terminal.said())
  }

  const until = async (holds, what, terminal) => {
    let isOver = false
    void terminal.ended.then(() => (isOver = true))
    while (seconds() < most) {
      if (await holds().catch(() => false)) return
      if (isOver) throw new Error(`${what}: the program ended.\n${terminal.said()}`)
      await wait(250)
    }
    throw new Error(`${what}: not within ten minutes.\n${terminal.said()}`)
  }

  /** Starts the network, which is ready when it says so. */
  const startNetwork = async (block) => {
    const network = runBlock(block)
    await until(async () => network.said().includes('Counterfoil is ready'), 'npm start', network)
  }

  /** Ctrl-C in each terminal. */
  const closeTerminals = async () => {
    for (const { child } of running.toReversed()) {
      try {
        process.kill(-child.pid, 'SIGTERM')
      } catch {
        // It has ended.
      }
    }
    // Whoever goes on is left behind, and waited for by nobody.
    await Promise.race([Promise.all(running.splice(0).map(({ ended }) => ended)), wait(20_000, undefined, { ref: false })])
  }

  return {
    base,
    seconds,
    tell: (words) => process.stdout.write(`${seconds().toFixed(1).padStart(6)} s  ${words}\n`),
    guide,
    runBlock,
    runToEnd,
    until,
    startNetwork,
    closeTerminals,
    remove: async () => {
      await closeTerminals()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
