import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { supervise, type Supervised } from '@counterfoil/neighbourhood/supervise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'

let folder: ReturnType<typeof temporaryFolder>
let troubles: string[]
let heard: (() => void) | null = null
let program: Supervised
beforeEach(async () => {
  folder = temporaryFolder()
  troubles = []
  const port = await freePort()
  const file = join(folder.path, 'program.mjs')
  writeFileSync(file, `import { createServer } from 'node:http'; createServer((_, answer) => answer.end()).listen(${port}, 'localhost')`)
  program = supervise({ name: 'program', file, env: {}, readyUrl: `http://localhost:${port}/` }, folder.path, (words) => {
    troubles.push(words)
    heard?.()
  })
  await program.ready()
})
afterEach(async () => {
  await program.stop()
  folder.remove()
})

const ends = (): { program: string; planned: boolean; code: number | null; signal: string | null }[] =>
  readFileSync(join(folder.path, 'supervisor.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line))

describe('the supervisor', () => {
  it('starts a program again that ended by itself, and logs that nobody planned it', async () => {
    const noticed = new Promise<void>((resolve) => (heard = resolve))
    process.kill(program.pid ?? 0, 'SIGKILL')
    await noticed
    await program.ready()
    expect(troubles).toEqual([expect.stringContaining('program ended unexpectedly (SIGKILL)')])
    expect(ends()).toMatchObject([{ program: 'program', planned: false, signal: 'SIGKILL' }])
  })

  it('logs as planned what it was told to do', async () => {
    const noticed = new Promise<void>((resolve) => (heard = resolve))
    program.kill('SIGKILL')
    await noticed
    await program.ready()
    await program.restart()
    await program.stop()
    expect(ends().map(({ planned }) => planned)).toEqual([true, true, true])
  })
})
