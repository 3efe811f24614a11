import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/ledger.ts'
import { expectRefusal, freePortBase, run } from './run-neighbourhood.ts'

const folder = temporaryFolder()
const dataDir = join(folder.path, 'data')
/** The data as a first start and a clean stop left it. */
const sound = join(folder.path, 'sound')
let portBase = 0

const start = (settings: { readonly reset?: boolean } = {}) => run({ dataDir, portBase, ...settings })

beforeAll(async () => {
  portBase = await freePortBase()
  const first = start()
  await first.ready
  first.child.kill('SIGTERM')
  await first.ended
  cpSync(dataDir, sound, { recursive: true })
})
afterAll(() => folder.remove())

const overwrite = (text: string) => (file: string): void => writeFileSync(file, text)
const cut = (file: string): void => writeFileSync(file, readFileSync(file).subarray(0, 100))

describe('with a file of .data that is damaged, npm start', () => {
  it.each([
    ['network.json', 'cut off', cut, ['network.json is broken', '--reset']],
    ['network.json', 'without its parts', overwrite('{"ledger":{"registry":"0x"},"authorities":[1,2,3,4,5],"typesUrl":"x"}'), ['network.json is broken', '--reset']],
    ['ledger/journal.jsonl', 'not its own', overwrite('rubbish\n'), ['journal.jsonl is broken at line 1', '--reset']],
    ['ledger/journal.jsonl', 'gone', (file: string) => rmSync(file), ['lacks the councils', '--reset']],
    ['secrets/issuer-kek', 'empty', overwrite(''), ['key encryption key', 'issuer-kek', '--reset']],
    ['secrets/issuer-kek', 'another', overwrite('ab'.repeat(32)), ['key', '--reset']],
    ['secrets/issuer-secret', 'cut off', overwrite('short'), ['service secret', 'issuer-secret', '--reset']],
    ['secrets/website-api-keys.json', 'cut off', overwrite('{"aldermoor":'), ['website-api-keys.json is broken', '--reset']],
    ['secrets/verifier-api-keys.json', 'not JSON', overwrite('x'), ['verifier-api-keys.json', '--reset']],
    ['issuer/issuer.sqlite', 'cut off', cut, ['issuer.sqlite', '--reset']],
    ['issuer/keys.sqlite', 'overwritten', overwrite('not a database at all, but long enough to be read as one. '.repeat(100)), ['keys.sqlite', '--reset']],
    ['verifier/verifier.sqlite', 'overwritten', overwrite('not a database at all, but long enough to be read as one. '.repeat(100)), ['verifier.sqlite', '--reset']],
    ['verifier/keys.sqlite', 'gone', (file: string) => rmSync(file), ['is not in the database of keys', '--reset']],
    ['sign-in/keys.json', 'cut off', overwrite('{'), ['keys of the sign-in provider', '--reset']],
  ] as const)('says in a sentence that %s is %s', async (file, _how, damage, words) => {
    rmSync(dataDir, { recursive: true, force: true })
    cpSync(sound, dataDir, { recursive: true })
    damage(join(dataDir, file))
    await expectRefusal(start(), ...words)
  })

  it('begins afresh when it is told to', async () => {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'network.json'), 'broken')
    const afresh = start({ reset: true })
    await afresh.ready
    expect(afresh.said()).toContain('Forgot everything')
    afresh.child.kill('SIGINT')
    expect(await afresh.ended).toBe(0)
  })
})
