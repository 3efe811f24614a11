import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openCustody } from '@counterfoil/service-kit/keys/key-custody'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { recordingObserver } from '../../ports/key-custody.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { kek, openEnvelopes, rowsOf, signWithAll, storeOfThreeKeys } from './envelope-store.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const [first, second] = [kek('1'), kek('2')]

const run = (file: string, parameters: readonly string[]): Promise<{ readonly signal: NodeJS.Signals | undefined }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [file, ...parameters], (error) => resolve({ signal: error?.signal ?? undefined }))
  })

describe('wrapping keys anew', () => {
  it.each([
    ['keys.before-rewrap', 1, 0],
    ['keys.rewrapped', 1, 1],
    ['keys.rewrapped', 2, 2],
    ['keys.rewrapped', 3, 3],
  ])('is resumed when killed at %s, occurrence %i', async (step, occurrence, wrapped) => {
    const file = await storeOfThreeKeys(join(folder.path, `${step} ${occurrence}.sqlite`), first)
    expect(await run(join(import.meta.dirname, 'rewrap-process.ts'), [file, '2'.repeat(64), '1'.repeat(64), `${step} ${occurrence}`])).toEqual({ signal: 'SIGKILL' })
    const underSecond = async (): Promise<number> => (await rowsOf(file)).filter(({ envelope }) => envelope.kek === second.id).length
    expect(await underSecond()).toBe(wrapped)
    // Until it has ended, the former key is needed.
    if (wrapped < 3) await expect(openEnvelopes(file, [second])).rejects.toThrow('another key encryption key')
    const custody = openCustody(await openEnvelopes(file, [second, first]), { clock: systemClock, observer: recordingObserver() })
    await signWithAll(custody)
    await custody.close()
    expect(await underSecond()).toBe(3)
  })
})
