// npm test: everything that can fail, from type check to real browser, with its own set-up.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, onPath } from './chromium.mjs'
import { buildAssets, childEnvironment, fail, install, modernNodePath, root, runQuietly } from './toolchain.mjs'

const reports = join(root, '.data', 'test-reports')
/** Why tests failed, to be told at the end. */
const reasonsOf = { tests: join(reports, 'reasons.txt'), 'browser tests': join(reports, 'browser-reasons.txt') }

function runStage(name, command, args, env) {
  process.stdout.write(`\n== ${name}\n`)
  const began = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: childEnvironment(env), stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', () => resolve({ name, ok: false, seconds: 0 }))
    child.on('close', (code) => resolve({ name, ok: code === 0, seconds: Math.round((Date.now() - began) / 1000) }))
  })
}

async function checkStage(name, command, args) {
  const stage = await runStage(name, command, args)
  return { ...stage, passed: stage.ok ? 1 : 0, failed: stage.ok ? 0 : 1 }
}

const projects = { unit: 'Unit tests', integration: 'Integration tests', 'signed-list': 'Trust by a signed list' }

/** One run of vitest, so that both cores have work until the last of its files is done; counted by project. */
async function vitestStages() {
  const counts = join(reports, 'counts.json')
  const named = Object.keys(projects).flatMap((project) => ['--project', project])
  const stage = await runStage('Unit and integration tests', 'vitest', ['run', ...named, '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'vitest.json')}`, '--reporter=./scripts/count-by-project.mjs'], { COUNTS_FILE: counts, REASONS_FILE: reasonsOf.tests })
  if (!existsSync(counts)) return [{ ...stage, passed: 0, failed: 1 }]
  const counted = JSON.parse(readFileSync(counts, 'utf8'))
  const stages = Object.entries(projects).map(([project, name]) => ({ name, passed: 0, failed: 0, ...counted[project] }))
  // What is no test can fail, too: something thrown after the last one, say.
  const isUnexplained = !stage.ok && stages.every(({ failed }) => failed === 0)
  return [...stages, { ...stage, name: 'Those three together', passed: 0, failed: isUnexplained ? 1 : 0 }]
}

async function browserStage() {
  const report = join(reports, 'browser.json')
  const stage = await runStage('Browser tests', 'playwright', ['test', '--config', 'test/journeys/playwright.config.ts', '--reporter=list,json,./test/journeys/looks-reporter.ts,./test/journeys/reasons-reporter.ts'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    REASONS_FILE: reasonsOf['browser tests'],
    COUNTERFOIL_PICTURES: '0',
    CHROMIUM_PATH: await findChromium(),
  })
  if (!existsSync(report)) return { ...stage, passed: 0, failed: 1 }
  const { stats } = JSON.parse(readFileSync(report, 'utf8'))
  return { ...stage, passed: stats.expected, failed: Math.max(stats.unexpected + stats.flaky, stage.ok ? 0 : 1) }
}

const softHsm = ['/usr/lib/softhsm', '/usr/lib/x86_64-linux-gnu/softhsm', '/usr/lib/aarch64-linux-gnu/softhsm', '/usr/local/lib/softhsm', '/opt/homebrew/lib/softhsm'].map((folder) => join(folder, 'libsofthsm2.so'))

/** A hardware security module in software. Where it can't be had, its tests are counted as not run. */
async function provideSoftHsm() {
  const isHere = () => softHsm.some((file) => existsSync(file))
  if (isHere()) return true
  if (process.getuid?.() === 0 && onPath('apt-get') !== null) {
    try {
      await runQuietly('Looking up Debian packages', 'apt-get', ['update'])
      await runQuietly('Installing SoftHSM', 'apt-get', ['install', '-y', '--no-install-recommends', 'softhsm2'])
    } catch {
      // The summary says what was not run.
    }
  }
  return isHere()
}

async function main() {
  await install()
  await buildAssets()
  const hasSoftHsm = await provideSoftHsm()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const stages = [
    await checkStage('Type check', 'tsc', ['--noEmit']),
    await checkStage('Lint', 'oxlint', ['--type-aware']),
    ...(await vitestStages()),
  ]
  if (existsSync(join(root, 'test', 'journeys', 'playwright.config.ts'))) stages.push(await browserStage())
  // It installs and founds everything anew, which takes minutes: for CI's log, not for each developer's run.
  if (process.env.COUNTERFOIL_TIME_QUICK_START !== undefined) stages.push(await checkStage('Quick starts of the documents, timed', modernNodePath(), [join('scripts', 'stopwatch.mjs')]))
  process.stdout.write('\n')
  for (const { name, passed, failed, notRun = 0, seconds } of stages) process.stdout.write(`${name}: ${passed} passed, ${failed} failed${notRun === 0 ? '' : `, ${notRun} not run`}${seconds === undefined ? '' : `, ${seconds} s`}\n`)
  if (!hasSoftHsm) process.stdout.write('Not run: the tests with a hardware security module, which need SoftHSM 2 (on Debian or Ubuntu: apt-get install softhsm2).\n')
  // By the Node that was installed: the one that runs this may be too old for TypeScript.
  const badInputs = await runStage('Bad inputs', modernNodePath(), [join('test', 'support', 'count-bad-inputs.ts'), reports])
  for (const [what, file] of Object.entries(reasonsOf)) {
    const reasons = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (reasons !== '') process.stdout.write(`\n== Why ${what} failed\n${reasons}\n`)
  }
  const sum = (count) => stages.reduce((total, stage) => total + stage[count], 0)
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
  process.exit(sum('failed') === 0 && badInputs.ok ? 0 : 1)
}

main().catch(fail)
