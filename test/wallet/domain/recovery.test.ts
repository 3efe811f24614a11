import { describe, expect, it } from 'vitest'
import { parseRecovery } from '@counterfoil/wallet/domain/parse-recovery'
import { collected, inventoryOf, merged, withEntry, withoutEntry } from '@counterfoil/wallet/domain/inventory'
import { isBackupDue, noRecovery, type Recovery, type ToCollect } from '@counterfoil/wallet/domain/recovery'
import { makeHeld } from '../support/held.ts'

const { id, issuer, vct, name, card } = makeHeld()
const entry: ToCollect = { id, issuer, vct, name, card, collectedBy: null }
const recovery: Recovery = { ...noRecovery, toCollect: [entry], collecting: [{ did: issuer.did, name: issuer.name, is: 'waiting' }] }

describe('a backup', () => {
  it.each([
    ['was never made', null, true],
    ['knows everything', 200, false],
    ['is older than something that was collected', 50, true],
    ['was made while the clock was ahead', 301, true],
  ])('that %s', (_what, lastBackupAt, expected) => expect(isBackupDue({ lastBackupAt }, [makeHeld({ receivedAt: 100 })], 300)).toBe(expected))
})

describe('what is to be collected again', () => {
  it('loses what the citizen doesn’t need, and has it back when they change their mind, though its council was done meanwhile', () => {
    const dropped = withoutEntry(recovery, entry)
    expect(dropped.toCollect).toEqual([])
    expect(withEntry(dropped, entry)).toEqual(recovery)
    expect(withEntry({ ...dropped, collecting: recovery.collecting.map((turn) => ({ ...turn, is: 'done' })) }, entry)).toEqual(recovery)
    expect(withEntry(recovery, entry)).toEqual(recovery)
  })

  it('is not spoken of once the citizen wants no reminder, until another backup is restored', () => {
    const quiet: Recovery = { ...recovery, isQuiet: true }
    expect(parseRecovery(JSON.parse(JSON.stringify(quiet)))).toMatchObject({ isQuiet: true })
    expect(merged(quiet, { madeAt: 1, inventory: [entry] }, [])).not.toHaveProperty('isQuiet')
  })

  it('loses one entry for one credential, however often it is told of: the other is another child’s', () => {
    const other = { ...entry, id: 'other child’s' }
    const two: Recovery = { ...recovery, toCollect: [entry, other] }
    const come = makeHeld()
    const left = parseRecovery(JSON.parse(JSON.stringify(collected(two, [come]))))
    expect(left.toCollect).toEqual([other])
    expect(collected(left, [come])).toEqual(left)
    expect(withoutEntry(two, other).toCollect).toEqual([entry])
    // Nor is the other lost by a backup made, or one restored, meanwhile.
    expect(inventoryOf([come], left).map((one) => one.id)).toEqual([come.id, other.id])
    expect(merged(left, { madeAt: 1, inventory: two.toCollect }, [come]).toCollect).toEqual([other])
    expect(merged(left, { madeAt: 1, inventory: [] }, [come]).toCollect).toEqual([other])
    expect(collected(left, [makeHeld({ id: 'second' })]).toCollect).toEqual([])
  })

  it('is lost for nobody but whose it is', () => {
    const anas = { ...entry, id: 'ana’s', person: 'ana' }
    const two: Recovery = { ...recovery, toCollect: [anas, entry] }
    expect(collected(two, [makeHeld()]).toCollect).toEqual([anas])
    expect(collected(two, [makeHeld({ person: 'ana' })]).toCollect).toEqual([entry])
  })
})
