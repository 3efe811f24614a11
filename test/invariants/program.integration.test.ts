import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'
import { makeIssuerSpecimen, type IssuerSpecimen } from './issuer-specimen.ts'
import { tamper } from './tampering.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
let specimen: IssuerSpecimen
beforeAll(async () => {
  specimen = await makeIssuerSpecimen()
  for (const name of ['issuer', 'logs']) mkdirSync(join(data, name), { recursive: true })
  copyFileSync(specimen.file, join(data, 'issuer', 'issuer.sqlite'))
  // It last wrote at the time of its own clock.
  utimesSync(join(data, 'issuer', 'issuer.sqlite'), specimen.scene.clock.now(), specimen.scene.clock.now())
  writeFileSync(join(data, 'network.json'), JSON.stringify(specimen.scene.network))
})
afterAll(async () => {
  await specimen.close()
  folder.remove()
})

async function run(...given: readonly string[]): Promise<{ code: number; out: string; errors: string }> {
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'packages/invariants/src/main.ts'), ...given], { env: {} })
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, out, errors }
}

describe('pnpm invariants', () => {
  it('says of a stopped deployment which invariants hold and which it could not see, and leaves nothing behind', async () => {
    const { code, out } = await run('--', '--data', data)
    expect(code, out).toBe(0)
    expect(out).toMatch(/^INV-01 {2}holds {11}\d+ offers$/m)
    expect(out).toMatch(/^INV-05 {2}not looked at {3}http:.* does not answer$/m)
    expect(out).toMatch(/^INV-15 {2}does not apply {2}there is no verifier here$/m)
    expect(out).toMatch(/^\d+ hold, 0 broken, \d+ could not be looked at, \d+ do not apply$/m)
    expect(readdirSync(join(data, 'issuer'))).toEqual(['issuer.sqlite'])
  })

  it('takes markers and a journal from files', async () => {
    const markers = join(folder.path, 'markers')
    const journal = join(folder.path, 'journal')
    writeFileSync(markers, 'postcode=AL1 2BC\n')
    writeFileSync(journal, '{"what":"offered","offer":"never-made"}\n')
    writeFileSync(join(data, 'logs', 'issuer.log'), '{"leak":"AL1 2BC"}\n')
    const { code, out } = await run('--data', data, '--markers', markers, '--journal', journal)
    expect(code).toBe(1)
    expect(out).toMatch(/^INV-09 {2}BROKEN .*issuer\.log holds postcode \(plain\)/m)
    expect(out).toMatch(/^INV-20 {2}BROKEN .*offer never-made was acknowledged as offered and is not/m)
    expect(out).not.toContain('AL1 2BC')
    writeFileSync(join(data, 'logs', 'issuer.log'), '')
  })

  it('ends with 1 and names what is broken', async () => {
    await tamper(join(data, 'issuer', 'issuer.sqlite'), "UPDATE status_lists SET allotted = allotted + 1 WHERE authority = 'aldermoor'")
    const { code, out } = await run('--data', data, '--every', '3600')
    expect(code, out).toBe(1)
    expect(out).toMatch(/^INV-02 {2}BROKEN .*list aldermoor\/1 has given places without a counterfoil/m)
  })

  it.each([
    ['a folder that is not there', ['--data', '/nowhere'], 'There is no folder /nowhere.'],
    ['an option it does not know', ['--fix'], "Unknown option '--fix'"],
    ['a pause that is none', ['--every', 'often'], '--every takes a number of seconds.'],
  ])('ends with 2 and says so given %s', async (_what, given, words) => {
    const { code, errors } = await run(...given)
    expect(code).toBe(2)
    expect(errors).toContain(words)
    expect(errors).not.toContain('    at ')
  })
})
