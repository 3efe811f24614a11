import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBackup, writeBackup } from '@counterfoil/wallet/adapters/backup/backup-file'
import { largestBackup, type Backup } from '@counterfoil/wallet/domain/backup'
import type { ToCollect } from '@counterfoil/wallet/domain/recovery'
import { makeActivity, makeHeld } from '../../support/held.ts'
import { makeLockParts } from '../../support/lock-parts.ts'

const parts = makeLockParts()
const passphrase = 'four words of mine'

const { id, issuer, vct, name, card } = makeHeld()
const entry: ToCollect = { id, issuer, vct, name, card, collectedBy: 'sign_in' }
const backup: Backup = { madeAt: 1_790_000_000, people: [], activities: [makeActivity(1), makeActivity(2)], inventory: [entry] }

const read = (file: Uint8Array<ArrayBuffer>, by = passphrase) => readBackup(parts, file, by)

/** The file with its digest made anew, as somebody would who wants it opened. */
function redigested(file: Uint8Array<ArrayBuffer>, change: (file: Uint8Array<ArrayBuffer>) => void): Uint8Array<ArrayBuffer> {
  const changed = file.slice()
  change(changed)
  changed.set(hash('sha256', changed.slice(0, -32), 'buffer'), changed.length - 32)
  return changed
}

describe('a backup file', () => {
  it('gives back what was written, to whoever has its passphrase, however a keyboard composed it', async () => {
    const file = await writeBackup(parts, backup, 'tŷ coch a phont')
    expect(await read(file, ' ty\u0302 coch a phont ')).toEqual(backup)
    expect(await read(file, 'tŷ coch a phontt')).toBe('wrong_passphrase')
  })

  it('WAL-40: is refused when any byte of it is another', async () => {
    const file = await writeBackup(parts, backup, passphrase)
    const anyChange = fc.record({ at: fc.nat({ max: file.length - 1 }), by: fc.integer({ min: 1, max: 255 }) })
    await fc.assert(
      fc.asyncProperty(anyChange, async ({ at, by }) => {
        const changed = file.with(at, (file[at] ?? 0) ^ by)
        expect(await read(changed)).toBe(at < 8 ? 'foreign' : 'damaged')
      }),
      { numRuns: 300 },
    )
  })

  it('WAL-40: is refused when any byte of it is another, by whoever makes its digest anew, too', async () => {
    const file = await writeBackup(parts, backup, passphrase)
    // Not the version and the costs, which have tests of their own.
    const anyChange = fc.record({ at: fc.integer({ min: 22, max: file.length - 33 }), by: fc.integer({ min: 1, max: 255 }) })
    await fc.assert(
      fc.asyncProperty(anyChange, async ({ at, by }) => {
        expect(await read(redigested(file, (bytes) => bytes.set([(bytes[at] ?? 0) ^ by], at)))).toBe('wrong_passphrase')
      }),
      { numRuns: 100 },
    )
  })

  it('WAL-40: is refused when it is cut off anywhere, or is anything else', async () => {
    const file = await writeBackup(parts, backup, passphrase)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length - 1 }), async (length) => {
        expect(['foreign', 'damaged']).toContain(await read(file.slice(0, length)))
      }),
      { numRuns: 100 },
    )
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await read(new Uint8Array(bytes))).toBe('foreign')
      }),
    )
  })

  it.each<[string, (file: Uint8Array<ArrayBuffer>) => void, string]>([
    ['of a later version', (file) => new DataView(file.buffer).setUint16(8, 2), 'newer'],
    ['of version 0', (file) => new DataView(file.buffer).setUint16(8, 0), 'damaged'],
    ['that wants 4 GiB of memory', (file) => new DataView(file.buffer).setUint32(10, 4_194_304), 'damaged'],
    ['that wants a thousand passes', (file) => new DataView(file.buffer).setUint32(14, 1000), 'damaged'],
    ['that wants no lane', (file) => new DataView(file.buffer).setUint32(18, 0), 'damaged'],
    ['that was made cheaper to guess', (file) => new DataView(file.buffer).setUint32(14, 2), 'wrong_passphrase'],
  ])('WAL-40: %s is refused before anything of it is believed', async (_, change, expected) => {
    expect(await read(redigested(await writeBackup(parts, backup, passphrase), change))).toBe(expected)
  })

  it('WAL-40: that is huge is not looked into', async () => {
    expect(await read(new Uint8Array(largestBackup + 1))).toBe('huge')
  })

  it('WAL-16: says nothing to whoever copies it, by its length neither', async () => {
    const file = await writeBackup(parts, backup, passphrase)
    expect(Buffer.from(file).toString('latin1')).not.toMatch(/Aldermoor|Residency|First name|issuer\.example|four words/i)
    expect((await writeBackup(parts, { ...backup, activities: [], inventory: [] }, passphrase)).length).toBe(file.length)
    expect(await writeBackup(parts, backup, passphrase)).not.toEqual(file)
  })
})
