import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { mustBeAccredited } from '@counterfoil/verifier/adapters/form-accreditation'

type Answer = Fact<boolean> | Promise<Fact<boolean>>
const said = (value: boolean): Fact<boolean> => ({ value, observedAt: epochSeconds(1_800_000_000) })
const later = (value: boolean): Promise<Fact<boolean>> => Promise.resolve(said(value))

/** Whether the same form may ask, time after time, as the ledger answers: at once while it is fresh, later when it has to be asked. */
async function asksInTurn(...answers: readonly Answer[]): Promise<(boolean | 'at once')[]> {
  const given = [...answers]
  const mayAsk = mustBeAccredited({ accreditation: () => given.shift() ?? expect.fail() })
  const told: (boolean | 'at once')[] = []
  for (const _ of answers) {
    try {
      const waits = mayAsk({ did: 'did:ethr:0x1' }, { vcts: ['https://types.example/residency/1'] })
      if (waits === undefined) told.push('at once')
      else told.push(await waits.then(() => true, () => false))
      // What is asked on the quiet is known by then.
      await new Promise(setImmediate)
    } catch {
      told.push(false)
    }
  }
  return told
}

describe('a form whose authority', () => {
  it('was accredited waits for nobody, and is refused once it is known that it is not any more', async () => {
    expect(await asksInTurn(later(true), later(false), later(false))).toEqual([true, 'at once', false])
  })

  it('is accredited again may ask again as soon as that can be known', async () => {
    expect(await asksInTurn(later(false), said(false), later(true), said(true))).toEqual([false, false, true, 'at once'])
  })

  it('nobody can tell of may ask: the wallet asks for itself', async () => {
    expect(await asksInTurn(Promise.reject(new TrustUnavailable('away')))).toEqual([true])
  })
})
