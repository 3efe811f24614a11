import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { apiKeys } from '@counterfoil/verifier/adapters/api-keys'

const digest = (key: string): string => createHash('sha256').update(key).digest('hex')

describe('API keys', () => {
  const isKeyOf = apiKeys({ aldermoor: digest('a-key'), brackenfield: digest('b-key'), stranger: digest('c-key') }, ['aldermoor', 'brackenfield'])

  it('open their own authority alone', () => {
    expect(isKeyOf('aldermoor', 'a-key')).toBe(true)
    for (const [authority, key] of [['aldermoor', 'b-key'], ['aldermoor', ''], ['brackenfield', 'a-key'], ['stranger', 'c-key'], ['__proto__', 'a-key'], ['', '']] as const) expect(isKeyOf(authority, key)).toBe(false)
  })

  it.each([[{ aldermoor: 'A'.repeat(64) }], [{ aldermoor: 'plain-key' }], [{ aldermoor: 1 }]])('stop the start when one is no digest', (digests) => {
    expect(() => apiKeys(digests, ['aldermoor'])).toThrow(/aldermoor/)
  })

  it.each([[{}], [{ __proto__: { aldermoor: digest('x') } }]])('open nothing for an authority that has none', (digests) => {
    const nobodys = apiKeys(digests, ['aldermoor'])
    for (const key of ['', 'x']) expect(nobodys('aldermoor', key)).toBe(false)
  })
})
