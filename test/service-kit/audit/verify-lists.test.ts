import { describe, expect, it } from 'vitest'
import { digestOfList, parseStatement, statementHead, statementText, type ListStatement } from '@counterfoil/service-kit/audit/list-statement'
import { verifyLists } from '@counterfoil/service-kit/audit/verify-lists'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'

const did = 'did:ethr:0x7a69:0x1111111111111111111111111111111111111111'
const uri = 'https://issuer.example/aldermoor/status-lists/1'
const listWith = (revoked: readonly number[]): string => {
  const bits = makeStatusBits(1024, 2)
  for (const index of revoked) writeStatus(bits, index, 1)
  return digestOfList(bits)
}
const anchoredAt = 1_764_000_000
const statement: ListStatement = { number: 4, did, at: anchoredAt, lists: [{ uri, digest: listWith([7]) }] }
const text = statementText(statement)
const facts = { did, anchor: { ...statementHead(text, 4), on: 'ledger', spot: 'block 90' } as const }
const served = (changes: Partial<{ uri: string; issuedAt: number; digest: string }> = {}) => [{ uri, issuedAt: anchoredAt - 100, digest: listWith([7]), ...changes }]

describe('a statement of status lists', () => {
  it('reads as it was written', () => {
    expect(parseStatement(text)).toEqual(statement)
  })

  it.each([
    ['is no JSON', '{'],
    ['is another value', '[]'],
    ['has spaces', text.replace(',', ', ')],
    ['has a member more', text.replace('{"at"', '{"a":1,"at"')],
    ['has a number that is none', text.replace('"number":4', '"number":"4"')],
    ['has a list without a digest', text.replace('"digest"', '"digests"')],
    ['has lists that are none', text.replace(/\[.*\]/, '{}')],
  ])('is none when it %s', (_, wrong) => {
    expect(parseStatement(wrong)).toBeNull()
  })
})

describe('status lists that are served', () => {
  it('are sound when they are what was anchored, whenever they were signed', () => {
    for (const issuedAt of [anchoredAt - 100, anchoredAt + 100]) expect(verifyLists(served({ issuedAt }), text, facts)).toMatchObject({ sound: true, lists: [{ uri, stands: 'anchored' }] })
  })

  it('are sound when they were changed since', () => {
    expect(verifyLists(served({ issuedAt: anchoredAt + 1, digest: listWith([7, 8]) }), text, facts)).toMatchObject({ sound: true, lists: [{ stands: 'newer' }] })
  })

  it('are not when an older list is served, or another one for this reader', () => {
    expect(verifyLists(served({ digest: listWith([]) }), text, facts)).toMatchObject({ sound: false, lists: [{ stands: 'wrong', why: expect.stringContaining('issued before block 90') as unknown }] })
  })

  it('are not when one is missing', () => {
    expect(verifyLists([], text, facts)).toMatchObject({ sound: false, lists: [{ stands: 'wrong', why: 'was anchored, and is not served' }] })
  })

  it('are not when the statement is not what the ledger vouches for', () => {
    const other = statementText({ ...statement, lists: [{ uri, digest: listWith([]) }] })
    expect(verifyLists(served({ digest: listWith([]) }), other, facts)).toMatchObject({ sound: false, why: expect.stringContaining('not what was anchored') as unknown })
    expect(verifyLists(served(), text, { ...facts, did: did.replace('1111', '2222') })).toMatchObject({ sound: false, why: 'The statement is of another authority.' })
    expect(verifyLists(served(), '', facts)).toMatchObject({ sound: false })
  })
})
