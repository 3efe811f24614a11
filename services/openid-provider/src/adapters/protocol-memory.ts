import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Memory } from './memory.ts'
import { signInSeconds } from './sign-ins.ts'

/**
 * What the protocol remembers between its steps: requests under way, codes, grants. None of it holds a claim. Sessions are not
 * among them, so that nobody is signed in for longer than one answer, and two sign-ins of one browser have nothing in common.
 */
export function protocolMemory(clock: Clock, most: number): { readonly adapter: (model: string) => Adapter; sweep(): void } {
  const memories = new Map<string, Memory<AdapterPayload>>()
  const memoryOf = (model: string): Memory<AdapterPayload> => {
    const memory = memories.get(model) ?? new Memory<AdapterPayload>(clock, most)
    memories.set(model, memory)
    return memory
  }
  return {
    adapter: (model) => (model === 'Session' ? forgetful : adapterOver(memoryOf(model), clock)),
    sweep: () => memories.forEach((memory) => memory.sweep()),
  }
}

const adapterOver = (memory: Memory<AdapterPayload>, clock: Clock): Adapter => ({
  upsert: async (id, payload, expiresIn) => {
    try {
      memory.set(id, payload, expiresIn ?? signInSeconds)
    } catch {
      throw new errors.TemporarilyUnavailable('too many are signing in')
    }
  },
  find: async (id) => memory.get(id),
  // Two redemptions at once have both read the code before either gets here: one of them is the first.
  consume: async (id) => {
    const payload = memory.get(id)
    if (payload === undefined || payload.consumed !== undefined) throw new errors.InvalidGrant('grant request is invalid')
    payload.consumed = clock.now()
  },
  destroy: async (id) => memory.delete(id),
  revokeByGrantId: async (grantId) => {
    for (const { jti, grantId: of } of memory.values()) if (of === grantId && jti !== undefined) memory.delete(jti)
  },
  findByUid: nothing,
  findByUserCode: nothing,
})

async function nothing(): Promise<undefined> {}

const forgetful: Adapter = { upsert: nothing, find: nothing, consume: nothing, destroy: nothing, revokeByGrantId: nothing, findByUid: nothing, findByUserCode: nothing }
