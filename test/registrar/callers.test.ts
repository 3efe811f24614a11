import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { actorOf, callers, mustActFor } from '@counterfoil/registrar/callers'
import { oneAtATime } from '@counterfoil/registrar/one-at-a-time'

const digests = { operator: hash('sha256', 'o'), aldermoor: hash('sha256', 'a') }

describe('callers of the registrar', () => {
  it('are known by their tokens', () => {
    const callerOf = callers(digests)
    expect([callerOf('o'), callerOf('a'), callerOf('A'), callerOf('')]).toEqual(['operator', 'aldermoor', null, null])
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['nobody', {}],
    ['a token in plain', { operator: 'o' }],
    ['capitals', { operator: digests.operator.toUpperCase() }],
    ['a number', { operator: 1 }],
  ])('stop the start when their file has %s', (_, given) => {
    expect(() => callers(given)).toThrow(/API tokens file/)
  })

  it('act for themselves, and the operator for all', () => {
    for (const caller of ['operator', 'aldermoor']) expect(() => mustActFor(caller, 'aldermoor')).not.toThrow()
    expect(() => mustActFor('aldermoor', 'brackenfield')).toThrow(expect.objectContaining({ code: 'forbidden' }) as Error)
    expect([actorOf('operator'), actorOf('aldermoor')]).toEqual(['operator', 'authority:aldermoor'])
  })
})

describe('work that is done in turn', () => {
  it('is never done two at a time, and goes on after one that failed', async () => {
    const inTurn = oneAtATime()
    const done: string[] = []
    const work = (name: string, fails = false) =>
      inTurn(async () => {
        done.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 5))
        done.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      })
    const all = await Promise.allSettled([work('a'), work('b', true), work('c')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })
})
