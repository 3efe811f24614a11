// Follows the quick start of docs/verifier.md word by word, in a clean clone, to a filled form; tells how long each step took.
import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './toolchain.mjs'

const most = 600
const presetBase = 4700
const given = process.argv.indexOf('--port-base')
const base = given === -1 ? presetBase : Number(process.argv[given + 1])
// The words stay the page's own; only the ports may be others, where those are taken.
const adapted = (text) => (base === presetBase ? text : text.replaceAll(/\b47(\d\d)\b/g, (_, rest) => String(base + Number(rest))).replace(/^npm start$/m, `npm start -- --port-base ${base}`))

const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
const tell = (words) => process.stdout.write(`${seconds().toFixed(1).padStart(6)} s  ${words}\n`)

const clone = mkdtempSync('/tmp/quick-start-')
const running = []

function runBlock(block) {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', block], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = new Promise((resolve) => child.on('close', resolve))
  running.push(child)
  return { said: () => said, ended, child }
}

async function until(holds, what, program) {
  let isOver = false
  void program?.ended.then(() => (isOver = true))
  while (seconds() < most) {
    if (await holds().catch(() => false)) return
    if (isOver) throw new Error(`${what}: the program ended.\n${program.said()}`)
    await wait(250)
  }
  throw new Error(`${what}: not within ten minutes.\n${program?.said() ?? ''}`)
}

const answers = async (url) => (await fetch(url)).ok

async function main() {
  execFileSync('git', ['clone', '--quiet', root, clone])
  tell('cloned')
  const page = readFileSync(join(clone, 'docs/verifier.md'), 'utf8').split('\n## ')[1] ?? ''
  const blocks = [...page.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```$/gm)].map(([, block]) => adapted(block.replaceAll(/^ {3}/gm, '')))
  const [profile, start, wallet, server, ...more] = blocks
  if (server === undefined || more.length > 0) throw new Error(`The quick start has ${blocks.length} blocks of commands instead of four.`)

  const written = runBlock(profile)
  if ((await written.ended) !== 0) throw new Error(written.said())
  tell('the profile is written')
  const network = runBlock(start)
  // What is answered last is there: the form's own page on the website of the network.
  await until(() => answers(`http://localhost:${base + 40}/`), 'npm start', network)
  await until(() => answers(`http://localhost:${base + 20}/health/ready`), 'npm start', network)
  tell('npm start is ready')
  await until(() => answers(`http://localhost:${base + 90}/issuers.json`), 'the fault wallet', runBlock(wallet))
  tell('the fault wallet is ready')
  await until(() => answers(`http://localhost:${base + 91}/`), 'the form’s server', runBlock(server))
  tell('the form’s server is ready')
  await walk(`http://localhost:${base + 91}`)
}

const posted = (fields) => ({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
const linkIn = (text, words) => new RegExp(`href="([^"]+)"[^>]*>${words}`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
const valueIn = (text, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''

/** One reader's browser: it keeps the cookies that pages set. */
function browser() {
  const cookies = new Map()
  return async (url, options = {}) => {
    const { host } = new URL(url)
    const kept = Object.entries(cookies.get(host) ?? {}).map(([name, value]) => `${name}=${value}`)
    const response = await fetch(url, { ...options, headers: { ...options.headers, ...(kept.length === 0 ? {} : { cookie: kept.join('; ') }) } })
    for (const [, name, value] of response.headers.getSetCookie().flatMap((line) => [...line.matchAll(/^([^=;]+)=([^;]*)/g)])) cookies.set(host, { ...cookies.get(host), [name]: value })
    const text = await response.text()
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
    return text
  }
}

/** What the reader does in the browser: links are followed and forms sent as the pages have them. */
async function walk(form) {
  const [reader, somebodyElse] = [browser(), browser()]
  const ask = async (open) => {
    const asking = await open(new URL(linkIn(await open(form), 'Fill this in from my wallet'), form))
    return { walletLink: linkIn(asking, 'Open the wallet'), action: /<form action="([^"]+)">/.exec(asking)?.[1] }
  }
  const { walletLink, action } = await ask(reader)
  // Another visitor asks meanwhile: neither may get what is the other's.
  await ask(somebodyElse)
  const choice = await reader(walletLink)
  const shown = await reader(new URL('/authorize', walletLink), posted({ request_uri: valueIn(choice, 'request_uri').replaceAll('&amp;', '&'), behaviour: 'share' }))
  const filled = await reader(new URL(`${action}?number=${/<big>(\d+)</.exec(shown)?.[1]}`, form))
  const first = valueIn(filled, 'first_name')
  if (first === '' || valueIn(filled, 'last_name') === '') throw new Error(`The form is not filled in: ${filled}`)
  tell('the form is filled in')
  const submitted = posted({ first_name: first, last_name: 'Somebody else' })
  const ofAnother = await somebodyElse(form, submitted)
  if (ofAnother.includes('verified')) throw new Error(`Somebody else’s form counts as filled from this reader’s wallet: ${ofAnother}`)
  if (!ofAnother.includes('first_name: typed')) throw new Error(`The form’s server says to somebody else: ${ofAnother}`)
  const told = await reader(form, submitted)
  if (!told.includes('first_name: verified') || !told.includes('last_name: changed')) throw new Error(`The form’s server says: ${told}`)
  tell('the server tells what is verified from what was changed, and nobody else’s')
}

async function end() {
  for (const child of running.toReversed()) {
    try {
      process.kill(-child.pid, 'SIGTERM')
    } catch {
      // It has ended.
    }
  }
  await wait(1500)
  rmSync(clone, { recursive: true, force: true, maxRetries: 5 })
}

try {
  await main()
  process.stdout.write(seconds() < most ? `A filled form in ${Math.round(seconds())} seconds.\n` : 'It took longer than ten minutes.\n')
  process.exitCode = seconds() < most ? 0 : 1
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await end()
}
