import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateIssuerTables1763942400000 } from '@counterfoil/issuer/adapters/migrations/0001-create-issuer-tables'
import { ChainAuditEntries1764028800000 } from '@counterfoil/issuer/adapters/migrations/0002-chain-audit-entries'
import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../support/source-files.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { memoryKeys } from '../../issuer/issuer-scene.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const file = join(folder.path, 'aldermoor.jsonl')

beforeAll(async () => {
  mkdirSync(join(folder.path, 'issuer'))
  writeFileSync(join(folder.path, 'network.json'), JSON.stringify(memoryKeys().network))
  const database = await openDatabase({ file: join(folder.path, 'issuer', 'issuer.sqlite'), entities: [], migrations: [CreateIssuerTables1763942400000, ChainAuditEntries1764028800000] })
  const entry = { at: 1_764_000_000, actor: 'wallet', event: 'offer.redeemed', object: 'one', reason: null }
  for (const authority of ['aldermoor', 'brackenfield', 'aldermoor']) await database.write((writes) => appendEntries(writes, [{ ...entry, authority }, { ...entry, authority, object: 'two' }]))
  await database.close()
})

const run = async (program: string, ...given: readonly string[]): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> => {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [join(root, program), ...given])) }
  } catch (error) {
    return error as { code: unknown; stdout: string; stderr: string } // what execFile rejects with
  }
}
const exporting = (...given: readonly string[]) => run('services/issuer/src/export-audit.ts', '--', '--data', folder.path, ...given)
const verifying = (...given: readonly string[]) => run('packages/service-kit/src/audit/verify-program.ts', '--', ...given)

describe('the programs for audit logs', () => {
  it('export an authority\'s log alone, and find it sound', async () => {
    const { code, stdout } = await exporting('--authority', 'aldermoor')
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(5)
    expect(stdout).not.toContain('brackenfield')
    writeFileSync(file, stdout)
    expect(await verifying(file)).toMatchObject({ code: 0, stdout: 'All 4 entries of aldermoor are as they were written. Not compared with the ledger.\n' })
  })

  it('name the first bad line, and end with 1', async () => {
    const { stdout } = await exporting('--authority', 'aldermoor')
    writeFileSync(file, stdout.replace('"two"', '"too"'))
    expect(await verifying(file)).toMatchObject({ code: 1, stdout: 'Line 3 was changed, or its hash was.\n' })
  })

  it('say in a sentence what they were not told', async () => {
    expect(await exporting('--authority', 'elsewhere')).toMatchObject({ code: 1, stderr: expect.stringContaining('elsewhere is no authority of this network.') as unknown })
    expect(await verifying()).toMatchObject({ code: 2, stderr: expect.stringContaining('pnpm audit:verify') as unknown })
  })
})
