import { describe, expect, it } from 'vitest'
import type { KeyEventKind } from '@counterfoil/service-kit/keys/key-use'
import { logKeyUse } from '@counterfoil/service-kit/keys/log-key-use'
import { createLogger } from '@counterfoil/service-kit/system/logger'

const key = { id: 'k1', role: 'credential', authority: 'aldermoor', publicKeyHex: '04ab' } as const

function logged(...kinds: readonly KeyEventKind[]): Record<string, unknown>[] {
  const lines: string[] = []
  const observer = logKeyUse(Object.assign(createLogger('test', { write: (line) => void lines.push(line) }), { level: 'info' }))
  for (const kind of kinds) observer.note({ kind, key, detail: 'why' })
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the log of key use', () => {
  it('names the key, its role and its authority, and nothing of the key itself', () => {
    const [line] = logged('created')
    expect(line).toEqual({ level: 30, time: expect.any(Number), service: 'test', event: 'created', key: 'k1', role: 'credential', authority: 'aldermoor', detail: 'why', msg: 'key' })
  })

  it('warns of what somebody should look at', () => {
    expect(logged('refused', 'unavailable', 'misconfigured', 'unusual_rate').map(({ level }) => level)).toEqual([40, 40, 40, 40])
    expect(logged('first_use', 'retired', 'destroyed', 'rewrapped').map(({ level }) => level)).toEqual([30, 30, 30, 30])
  })
})
