import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'
import { until } from '../support/until.ts'
import { descendantsOf, expectRefusal, freePortBase, portOffsets, run, stillThere, type Run } from './run-neighbourhood.ts'

const folder = temporaryFolder()
const dataDir = join(folder.path, 'data')
let portBase = 0
const runs: Run[] = []

function start(settings: { readonly dataDir?: string; readonly portBase?: number; readonly reset?: boolean } = {}): Run {
  const started = run({ dataDir, portBase, ...settings })
  runs.push(started)
  return started
}

beforeAll(async () => {
  portBase = await freePortBase()
})
afterAll(async () => {
  for (const { child, ended } of runs) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  folder.remove()
})

describe('npm start', () => {
  it('starts everything, says where it is, and leaves nothing behind on Ctrl-C', async () => {
    const first = start()
    await first.ready
    expect(first.said()).toContain(`http://localhost:${portBase + 10}/staff`)
    const below = descendantsOf(first.child.pid ?? 0)
    // Eight programs, the ledger's engine and its keeper.
    expect(below.length).toBeGreaterThanOrEqual(10)
    for (const offset of portOffsets) expect((await fetch(`http://localhost:${portBase + offset}/health/ready`)).status).toBe(200)

    const second = start()
    await expectRefusal(second, `is running on ${dataDir} already (process ${first.child.pid})`, 'Ctrl-C')
    const afresh = start({ reset: true })
    await expectRefusal(afresh, 'already')
    expect(existsSync(join(dataDir, 'network.json'))).toBe(true)

    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    expect(stillThere(below)).toEqual([])
    expect(existsSync(join(dataDir, 'running.pid'))).toBe(false)
  })

  it('leaves nothing behind when it is killed, and is there again at the next start', async () => {
    const killed = start()
    await killed.ready
    const below = descendantsOf(killed.child.pid ?? 0)
    killed.child.kill('SIGKILL')
    await killed.ended
    await until(() => stillThere(below).length === 0, 'every program ends')
    const again = start()
    await again.ready
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
  })

  it('leaves nothing behind when it is stopped while it starts, and goes on from there', async () => {
    const own = join(folder.path, 'interrupted')
    const interrupted = start({ dataDir: own })
    await until(() => interrupted.said().includes('joins'), 'a council joins')
    const below = descendantsOf(interrupted.child.pid ?? 0)
    interrupted.child.kill('SIGINT')
    expect(await interrupted.ended).toBe(130)
    await until(() => stillThere(below).length === 0, 'every program ends')
    expect(existsSync(join(own, 'running.pid'))).toBe(false)
    const again = start({ dataDir: own })
    await again.ready
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)
    rmSync(own, { recursive: true })
  })

  it('is not kept from starting by a number in its lock that another program has by now', async () => {
    writeFileSync(join(dataDir, 'running.pid'), `${process.pid} 1`)
    const again = start()
    await again.ready
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)
  })

  it('names a port that is in use, and what for', async () => {
    const other = createServer().listen(portBase + 10, '127.0.0.1')
    const refused = start()
    await expectRefusal(refused, `Port ${portBase + 10} (for the issuer) is in use by another program`, '--port-base')
    other.close()
  })

  it('says whose ports the data belongs to', async () => {
    const base = await freePortBase()
    await expectRefusal(start({ portBase: base }), `--port-base ${portBase}`, '--reset')
  })
})

describe('npm start, before anything is installed,', () => {
  const npmStart = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), ...args], { encoding: 'utf8', timeout: 120_000 })
    return { status, said: `${stdout}${stderr}` }
  }

  it('tells what it takes', () => {
    expect(npmStart('--help')).toEqual({ status: 0, said: expect.stringMatching(/^npm start .*--reset.*--port-base 5700.*--help/s) as string })
  })

  it.each([['--port'], ['--reset', '--verbose'], ['start'], ['-h']])('says that it does not know %s', (...args) => {
    const { status, said } = npmStart(...args)
    expect([status, said.includes(`npm start does not know ${args.at(-1)}.`), said.includes('--port-base 5700'), /^\s+at /m.test(said)]).toEqual([1, true, true, false])
  })
})
