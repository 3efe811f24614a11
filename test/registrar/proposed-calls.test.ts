import { describe, expect, it } from 'vitest'
import { encodeBytes32String } from 'ethers'
import { sameCalls } from '@counterfoil/registrar/same-calls'
import { callDataOf, type RegistryChange } from '@counterfoil/service-kit/authority/planned-write'
import { addOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { thresholdFor } from '@counterfoil/service-kit/governance/threshold'
import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'

const address = (digit: string): string => `0x${digit.repeat(40)}`
const consortium = address('1')
const call = (change: RegistryChange, to = address('9')): SafeCall => ({ to, data: callDataOf(consortium, change) })
const accredit = (delegate: string, validity: number): SafeCall => call({ method: 'addDelegate', type: encodeBytes32String('issue:residency'), delegate, validity })

describe('what is asked of the consortium again', () => {
  it('is the same, though its end is counted from another moment', () => {
    expect(sameCalls([accredit(address('a'), 86_400)], [accredit(address('a'), 86_400 - 120)])).toBe(true)
  })

  it.each<[string, readonly SafeCall[]]>([
    ['for another authority', [accredit(address('b'), 86_400)]],
    ['until another day', [accredit(address('a'), 3 * 86_400)]],
    ['at another contract', [{ ...accredit(address('a'), 86_400), to: address('8') }]],
    ['with more beside it', [accredit(address('a'), 86_400), addOwner(address('2'), { owner: address('3'), threshold: 1 })]],
    ['nothing', []],
    ['something unreadable', [{ to: address('9'), data: '0x12345678' }]],
    ['its contrary', [call({ method: 'revokeDelegate', type: encodeBytes32String('issue:residency'), delegate: address('a') })]],
  ])('is not the same %s', (_, other) => {
    expect(sameCalls([accredit(address('a'), 86_400)], other)).toBe(false)
  })
})

describe('how many have to sign', () => {
  it.each([[1, 1], [2, 2], [3, 2], [4, 3], [5, 3], [6, 4], [7, 4]])('of %i are %i: more than half', (owners, threshold) => {
    expect(thresholdFor(owners)).toBe(threshold)
  })
})
