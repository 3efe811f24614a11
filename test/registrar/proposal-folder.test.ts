import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnreadableProposal } from '@counterfoil/registrar/proposal-folder'
import { proposalFiles } from '@counterfoil/registrar/proposals'
import { listProposals } from '@counterfoil/registrar/signed-list/list-proposals'
import { temporaryFolder } from '../support/ledger.ts'

const address = `0x${'11'.repeat(20)}`
const proposal = (nonce: number) => ({ chainId: 31_337, safe: address, transaction: { to: address, data: '0x', operation: 0 as const, nonce }, reason: 'accredit dunmere', signatures: [] })

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())
const leave = (name: string, text: string): void => writeFileSync(join(folder.path, name), text)

describe('a file among the proposals that is none', () => {
  it.each([
    ['cut off', '{"chainId": 31337, "safe"'],
    ['empty', ''],
    ['another thing', '[]'],
    ['one with a member too many', JSON.stringify({ ...proposal(2), paid: true })],
    ['one that would write on the terminal', JSON.stringify({ ...proposal(2), reason: 'yes\u001b[2J' })],
  ])('is told by its name and passed over: %s', (_, text) => {
    const proposals = proposalFiles(folder.path)
    proposals.keep(proposal(1))
    leave('2.json', text)
    proposals.keep(proposal(3))
    expect(proposals.all().map(({ transaction }) => transaction.nonce)).toEqual([1, 3])
    expect(proposals.unreadable().map(({ file }) => file)).toEqual(['2.json'])
    expect(proposals.unreadable()[0]?.message).toMatch(/2\.json is no proposal.*: have it sent again, or remove it\.$/)
    expect(proposals.find(3).transaction.nonce).toBe(3)
  })

  it('is not signed, and not written over', () => {
    const proposals = proposalFiles(folder.path)
    leave('2.json', 'nothing')
    expect(() => proposals.find(2)).toThrow(UnreadableProposal)
    expect(() => proposals.keep(proposal(2))).toThrow(UnreadableProposal)
  })

  it('may be a folder, and is so on a list, too', () => {
    mkdirSync(join(folder.path, '1.json'))
    leave('2.json', '{"reason": "x", "payload": 1}')
    expect(listProposals(folder.path).all()).toEqual([])
    expect(listProposals(folder.path).unreadable().map(({ file }) => file)).toEqual(['1.json', '2.json'])
  })
})
