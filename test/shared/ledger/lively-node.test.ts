import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { firstNode } from '@counterfoil/shared/ledger/first-node'
import { livelyNode } from '@counterfoil/shared/ledger/lively-node'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { chainIdQuestion } from '@counterfoil/shared/ledger/questions'
import { nodeThat } from './stub-node.ts'

const start = 1_800_000_000
let clock: ReturnType<typeof fixedClock>
beforeEach(() => {
  clock = fixedClock(start)
})

/** A node whose newest block is of some time; it answers with its own number. */
const nodeAt = (time: () => number, answer = 7) => livelyNode(nodeThat(({ method }) => (method === 'eth_chainId' ? answer : { number: 1, hash: '0x00', time: time() })), seconds(30), clock)

describe('a node of a ledger that is never silent for long', () => {
  it('answers while blocks come', async () => {
    expect(await nodeAt(() => clock.now() - 29).ask([chainIdQuestion])).toEqual([7])
  })

  it('is away when none came for too long, and not doubtful: what is known stays in use within its limit', async () => {
    const cutOff = nodeAt(() => start)
    clock.advance(91)
    await expect(cutOff.ask([chainIdQuestion])).rejects.not.toBeInstanceOf(LedgerDoubtful)
    await expect(cutOff.ask([chainIdQuestion])).rejects.toBeInstanceOf(LedgerUnavailable)
  })

  it('that was cut off leaves the word to one that wasn’t', async () => {
    clock.advance(91)
    const nodes = firstNode([nodeAt(() => start, 6), nodeAt(() => clock.now(), 8)])
    expect(await nodes.ask([chainIdQuestion])).toEqual([8])
  })

  it('is doubtful when its block is of the future', async () => {
    await expect(nodeAt(() => start + 600).ask([chainIdQuestion])).rejects.toBeInstanceOf(LedgerDoubtful)
  })
})
