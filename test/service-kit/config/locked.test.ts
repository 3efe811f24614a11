import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { locked } from '@counterfoil/service-kit/config/locked'

let folder: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-locked-'))
  lock = join(folder, 'file.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** As it looks when whoever made it was stopped for longer than anybody may take. */
const age = (): void => utimesSync(lock, 0, 0)
const event = () => Promise.withResolvers<void>()

describe('work under a lock', () => {
  it('is done by one after another', async () => {
    let inside = 0
    const most = await Promise.all(
      Array.from({ length: 5 }, () =>
        locked(lock, async () => {
          inside += 1
          const seen = inside
          await new Promise((resolve) => setImmediate(resolve))
          inside -= 1
          return seen
        }),
      ),
    )
    expect(most).toEqual([1, 1, 1, 1, 1])
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes on after a process that ended within it', async () => {
    writeFileSync(lock, '')
    age()
    expect(await locked(lock, () => 'done')).toBe('done')
    expect(readdirSync(folder)).toEqual([])
  })

  it('is given up by who was stopped until another came, and leaves that one alone', async () => {
    const [otherIsIn, firstIsOut] = [event(), event()]
    const first = locked(lock, async (mustHold) => {
      mustHold()
      age()
      await otherIsIn.promise
      mustHold()
    })
    const other = locked(lock, async (mustHold) => {
      otherIsIn.resolve()
      await firstIsOut.promise
      mustHold()
      return existsSync(lock)
    })
    await expect(first).rejects.toThrow('was taken over')
    firstIsOut.resolve()
    expect(await other).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })
})
