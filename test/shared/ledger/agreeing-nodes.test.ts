import { describe, expect, it } from 'vitest'
import { agreeingNodes } from '@counterfoil/shared/ledger/agreeing-nodes'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { blockOf, chainIdQuestion } from '@counterfoil/shared/ledger/questions'
import { nodeThat, type NodeAnswer } from './stub-node.ts'

const honest: NodeAnswer = () => 7
const liar: NodeAnswer = () => 8
const away: NodeAnswer = () => Promise.reject(new LedgerUnavailable('cut off'))
const doubtful: NodeAnswer = () => Promise.reject(new LedgerDoubtful('another chain'))
const hung: NodeAnswer = () => new Promise(() => {})

async function ask(nodes: readonly NodeAnswer[], needed = 2) {
  let alarms = 0
  const reader = agreeingNodes(nodes.map(nodeThat), { needed, onDisagreement: () => (alarms += 1), again: 1 })
  const outcome = await reader.ask([chainIdQuestion]).catch((error: unknown) => (error instanceof LedgerDoubtful ? 'doubtful' : error instanceof LedgerUnavailable ? 'unavailable' : error))
  return { outcome, alarms }
}

describe('nodes of which two must agree (SRF-07)', () => {
  it.each<[string, readonly NodeAnswer[], unknown]>([
    ['all say the same', [honest, honest, honest], [7]],
    ['the first lies', [liar, honest, honest], [7]],
    ['the last lies', [honest, honest, liar], [7]],
    ['one lies and one is away', [liar, away, honest], 'doubtful'],
    ['one lies and there is no third', [liar, honest], 'doubtful'],
    ['each says something else', [honest, liar, () => 9], 'doubtful'],
    ['one is away', [away, honest, honest], [7]],
    ['one hangs', [hung, honest, honest], [7]],
    ['one is of another chain', [doubtful, honest, honest], [7]],
    ['all but one are away', [away, honest, away], 'unavailable'],
    ['all are away', [away, away, away], 'unavailable'],
  ])('when %s', async (_what, nodes, expected) => {
    expect((await ask(nodes)).outcome).toEqual(expected)
  })

  it('tell an operator when they contradict each other, and not otherwise', async () => {
    expect((await ask([liar, honest])).alarms).toBe(1)
    expect((await ask([honest, away, honest])).alarms).toBe(0)
  })

  it('are asked once more, for one of them may have been a block behind', async () => {
    let times = 0
    const late: NodeAnswer = () => ((times += 1) === 1 ? 6 : 7)
    expect(await ask([late, honest])).toEqual({ outcome: [7], alarms: 0 })
  })

  it('needn’t be at the same newest block', async () => {
    const heads = [{ number: 4 }, { number: 5 }]
    const reader = agreeingNodes(heads.map((head) => nodeThat(({ method }) => (method === 'eth_chainId' ? 7 : head))), { needed: 2, again: 1 })
    expect((await reader.ask([chainIdQuestion, blockOf('latest')]))[0]).toBe(7)
    await expect(reader.ask([chainIdQuestion, blockOf(3)])).rejects.toThrow(LedgerDoubtful)
  })
})
