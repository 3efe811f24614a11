import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { apiKeys } from '@counterfoil/verifier/adapters/api-keys'

const digest = (key: string): string => createHash('sha256').update(key).digest('hex')

describe('API keys', () => {
  const scopeOf = apiKeys({ aldermoor: digest('a-key'), brackenfield: digest('b-key'), stranger: digest('c-key') }, ['aldermoor', 'brackenfield'])

  it('open their own authority alone', () => {
    expect(scopeOf('aldermoor', 'a-key')).toEqual({ forms: null, isSandbox: false })
    for (const [authority, key] of [['aldermoor', 'b-key'], ['aldermoor', ''], ['brackenfield', 'a-key'], ['stranger', 'c-key'], ['__proto__', 'a-key'], ['', '']] as const) expect(scopeOf(authority, key)).toBeNull()
  })

  it('may open some forms alone, or a sandbox', () => {
    const some = apiKeys({ aldermoor: [{ sha256: digest('all') }, { sha256: digest('one'), forms: ['blue-badge-renewal'] }, { sha256: digest('play'), sandbox: true }] }, ['aldermoor'])
    expect(some('aldermoor', 'all')).toEqual({ forms: null, isSandbox: false })
    expect(some('aldermoor', 'one')).toEqual({ forms: ['blue-badge-renewal'], isSandbox: false })
    expect(some('aldermoor', 'play')).toEqual({ forms: null, isSandbox: true })
    expect(some('aldermoor', 'none')).toBeNull()
  })

  it.each([[{ aldermoor: 'A'.repeat(64) }], [{ aldermoor: 'plain-key' }], [{ aldermoor: 1 }], [{ aldermoor: [] }], [{ aldermoor: [{ sha256: 'x' }] }], [{ aldermoor: [{ sha256: digest('k'), forms: [] }] }]])('stop the start when one is no digest', (digests) => {
    expect(() => apiKeys(digests, ['aldermoor'])).toThrow(/aldermoor/)
  })

  it.each([[{}], [{ __proto__: { aldermoor: digest('x') } }]])('open nothing for an authority that has none', (digests) => {
    const nobodys = apiKeys(digests, ['aldermoor'])
    for (const key of ['', 'x']) expect(nobodys('aldermoor', key)).toBeNull()
  })
})
