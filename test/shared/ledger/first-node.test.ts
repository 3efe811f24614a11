import { describe, expect, it } from 'vitest'
import { firstNode } from '@counterfoil/shared/ledger/first-node'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { chainIdQuestion } from '@counterfoil/shared/ledger/questions'
import { nodeThat, type NodeAnswer } from './stub-node.ts'

const away: NodeAnswer = () => Promise.reject(new LedgerUnavailable('cut off'))
const doubtful: NodeAnswer = () => Promise.reject(new LedgerDoubtful('another chain'))
const ask = (...nodes: readonly NodeAnswer[]) => firstNode(nodes.map(nodeThat)).ask([chainIdQuestion])

describe('the first of several nodes that answers', () => {
  it('is the authority’s own, and no other is asked', async () => {
    let asked = 0
    expect(await ask(() => 1, () => (asked += 1))).toEqual([1])
    expect(asked).toBe(0)
  })

  it.each([
    ['the first is away', [away, () => 2]],
    ['the first is of another chain', [doubtful, () => 2]],
    ['only the last is there', [away, away, doubtful, away, () => 2]],
  ])('is believed when %s', async (_what, nodes) => {
    expect(await ask(...nodes)).toEqual([2])
  })

  it('is missing when all are away, and doubtful when one that answered can’t be believed', async () => {
    await expect(ask(away, away)).rejects.not.toBeInstanceOf(LedgerDoubtful)
    await expect(ask(away, doubtful, away)).rejects.toBeInstanceOf(LedgerDoubtful)
    await expect(ask()).rejects.toBeInstanceOf(LedgerUnavailable)
  })

  it('hides no fault of ours', async () => {
    await expect(ask(() => Promise.reject(new TypeError('ours')), () => 2)).rejects.toThrow('ours')
  })
})
