import { describe, expect, it } from 'vitest'
import { anchorNames, anchorValue, attributeNameOf, parseAnchorValue, readAnchors } from '@counterfoil/service-kit/audit/anchor'
import { getBytes } from 'ethers'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerUnavailable, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { SyntheticLedger } from '../../support/synthetic-ledger.ts'

const identity = '0x1111111111111111111111111111111111111111'
const headOf = (number: number) => ({ hash: Buffer.alloc(32, number), number })

/** A ledger with anchors in these blocks, behind a node that answers so many blocks at once. */
function ledgerWith(blocks: readonly number[], most: number): { readonly reader: LedgerReader; readonly registry: string; readonly answered: number[] } {
  const ledger = new SyntheticLedger()
  for (const block of blocks) {
    while (ledger.head < block) ledger.mine()
    ledger.setAttribute(identity, attributeNameOf(anchorNames.auditHead), getBytes(anchorValue(headOf(block % 200))), 3600)
  }
  const answered: number[] = []
  const limited: typeof fetch = async (url, init) => {
    const { id, method, params } = JSON.parse(init?.body as string) as { id: number; method: string; params: [{ fromBlock: string; toBlock: string }] }
    const length = Number(params[0].toBlock) - Number(params[0].fromBlock) + 1
    if (method === 'eth_getLogs' && length > most) return Response.json({ jsonrpc: '2.0', id, error: { code: -32_005, message: 'query returned more than 10000 results' } })
    if (method === 'eth_getLogs') answered.push(length)
    return ledger.fetch(url, init)
  }
  return { reader: jsonRpcLedger({ rpcUrl: 'http://localhost:1', fetch: limited }), registry: ledger.registry, answered }
}

describe('an anchor', () => {
  it('reads as it was written, and as nothing when it is anything else', () => {
    const head = { hash: Buffer.alloc(32, 9), number: 1_000_000 }
    const value = anchorValue(head).slice(2)
    expect(parseAnchorValue(value)).toEqual(head)
    for (const wrong of ['', value.slice(2), `${value}00`, value.toUpperCase().replace('0F', 'XX'), `${'00'.repeat(32)}${'ff'.repeat(8)}`]) expect(parseAnchorValue(wrong)).toBeNull()
  })

  it.each([
    { most: 1_000_000, pages: 3 },
    { most: 12_000, pages: 24 },
  ])('is found in a long history, from a node that answers $most blocks at once', async ({ most, pages }) => {
    const blocks = [3, 120_001, 120_002, 240_000]
    const { reader, registry, answered } = ledgerWith(blocks, most)
    const anchors = await readAnchors(reader, registry, identity, anchorNames.auditHead)
    expect(new Set(anchors.map(({ spot }) => spot))).toEqual(new Set(blocks.map((block) => `block ${block}`)))
    expect(answered.length).toBe(pages)
  })

  it('is not told by a node that answers no history at all', async () => {
    const { reader, registry } = ledgerWith([300], 50)
    await expect(readAnchors(reader, registry, identity, anchorNames.auditHead)).rejects.toThrow(LedgerUnavailable)
  })
})
