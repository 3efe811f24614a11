import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../support/source-files.ts'

const lifecycle = join(root, 'packages/service-kit/src/system/lifecycle.ts')

/** Runs a service of one line in a process of its own. */
function run(service: string): { readonly code: number | null; readonly said: string } {
  const script = `import { runService } from ${JSON.stringify(lifecycle)}; setInterval(() => {}, 1000); ${service}`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 100_000 })
  return { code: status, said: `${stdout}${stderr}` }
}
const running = "runService('test', async () => ({ close: async () => {} }))"

describe('a service', () => {
  it.each([
    ['a fault', `${running}; setTimeout(() => { throw new TypeError('canary 42') }, 10)`, 'TypeError'],
    ['a rejection that nobody handled', `${running}; setTimeout(() => { void Promise.reject(new RangeError('canary 42')) }, 10)`, 'RangeError'],
    ['a rejection that is no error', `${running}; setTimeout(() => { void Promise.reject('canary 42') }, 10)`, 'string'],
  ])('INV-18 ends by %s, and says where and not what', (_what, service, name) => {
    const { code, said } = run(service)
    expect(code).toBe(70)
    expect(said).toContain(`test ended by a fault of its own (${name}).`)
    expect(said).not.toContain('canary')
  })

  it('says in a sentence what kept it from starting', () => {
    expect(run("runService('test', async () => { throw new Error('The door is shut.') })")).toEqual({ code: 1, said: 'test could not start: The door is shut.\n' })
    expect(run("runService('test', async () => { throw Object.assign(new Error('x'), { code: 'EADDRINUSE', port: 4710 }) })")).toEqual({ code: 3, said: 'test: port 4710 is in use by another program.\n' })
  })

  it('ends well when it is told to', () => {
    expect(run(`${running}; setTimeout(() => process.kill(process.pid, 'SIGTERM'), 50)`)).toEqual({ code: 0, said: '' })
  })
})
