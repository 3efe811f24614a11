import { describe, expect, it } from 'vitest'
import { Fault } from '@counterfoil/wallet/domain/fault'
import { noRecovery, type Recovery } from '@counterfoil/wallet/domain/recovery'
import { parseRound } from '@counterfoil/wallet/domain/parse-round'
import { progressOf, type Round, type Whose } from '@counterfoil/wallet/domain/round'
import type { World } from '@counterfoil/wallet/ports'
import { goRound, type Errand } from '@counterfoil/wallet/use-cases/go-round'

const councils: readonly Whose[] = ['a', 'b', 'c'].map((id) => ({ did: `did:example:${id}`, name: { en: id, cy: id } }))

/** A round over three councils: what is kept survives whoever goes through it. */
function makeWorld(errand: Partial<Errand> = {}) {
  let kept: Recovery = noRecovery
  const vault = { recovery: async () => kept, amendRecovery: async (change: (recovery: Recovery) => Recovery) => void (kept = change(kept)) } as unknown as World['vault']
  const trust = { byDid: async (did: string) => ({ did, letter: 'A', name: { en: did, cy: did }, issuer: `https://issuer.example/${did.at(-1) ?? ''}`, verifier: '' }) } as unknown as World['trust']
  const world = { vault, trust, oneAtATime: <Result>(_name: string, act: () => Promise<Result>) => act() }
  const open = () =>
    goRound(world, { name: 'collecting', leave: async ({ did }) => ({ address: `https://issuer.example/authorize?${did}`, state: `state of ${did}` }), settle: async () => ({ is: 'done' }), ...errand })
  return { open, round: (): Round => kept.collecting }
}

const back = (did: string): string => `?${new URLSearchParams({ state: `state of ${did}`, code: 'c' }).toString()}`
const statesOf = (round: Round): string[] => round.map(({ is }) => is)

describe('a round of councils', () => {
  it('goes from one to the next, and is over after the last', async () => {
    const { open, round } = makeWorld()
    await open().begin(councils)
    for (const { did } of councils) {
      expect(await open().next('en')).toEqual({ is: 'go', address: `https://issuer.example/authorize?${did}` })
      expect(await open().comeBack(back(did))).toBe(true)
    }
    expect(await open().next('en')).toEqual({ is: 'over' })
    expect(progressOf(round())).toEqual({ settled: 3, all: 3 })
  })

  it('that was left in the midst waits there, begins there anew, or skips it', async () => {
    const { open, round } = makeWorld()
    await open().begin(councils)
    await open().next('en')
    expect(await open().next('en')).toEqual({ is: 'away' })
    await open().again(['did:example:a'])
    expect(await open().next('en')).toMatchObject({ is: 'go' })
    await open().skip('did:example:a')
    expect(await open().next('en')).toMatchObject({ address: 'https://issuer.example/authorize?did:example:b' })
    expect(statesOf(round())).toEqual(['skipped', 'away', 'waiting'])
  })

  it('takes no answer but that of the council where the citizen is, and that once', async () => {
    const { open } = makeWorld()
    await open().begin(councils)
    await open().next('en')
    for (const link of ['', '?state=', back('did:example:b'), '?state=guessed']) expect(await open().comeBack(link)).toBe(false)
    expect(await open().comeBack(back('did:example:a'))).toBe(true)
    expect(await open().comeBack(back('did:example:a'))).toBe(false)
  })

  it('is held up by no council that fails, going or coming back, and says why', async () => {
    const { open, round } = makeWorld({
      leave: async ({ did }) => {
        if (did.endsWith('a')) throw new Fault('not_reachable')
        return did.endsWith('b') ? { noWay: 'no_sign_in' } : { address: 'https://issuer.example/c', state: `state of ${did}` }
      },
      settle: async () => {
        throw new Fault('sign_in_cancelled')
      },
    })
    await open().begin(councils)
    expect(await open().next('en')).toMatchObject({ is: 'go', address: 'https://issuer.example/c' })
    await open().comeBack(back('did:example:c'))
    expect(round().map(({ is, why }) => [is, why])).toEqual([['failed', 'not_reachable'], ['failed', 'no_sign_in'], ['failed', 'sign_in_cancelled']])
    expect(progressOf(round())).toEqual({ settled: 0, all: 3 })
    await open().again(['did:example:c'])
    expect(statesOf(round())).toEqual(['failed', 'failed', 'waiting'])
  })

  it('has nothing left to do where a council is still preparing it', async () => {
    const { open, round } = makeWorld({ settle: async () => ({ is: 'coming', why: 'issued_later' }) })
    await open().begin(councils.slice(0, 1))
    await open().next('en')
    await open().comeBack(back('did:example:a'))
    expect([await open().next('en'), progressOf(round()), parseRound(JSON.parse(JSON.stringify(round())))]).toEqual([{ is: 'over' }, { settled: 1, all: 1 }, round()])
  })

  it('settles once more what a cut left open, by the same link, and goes nowhere for it', async () => {
    const left: string[] = []
    const settled: string[] = []
    const answers = [() => Promise.reject(new Fault('not_reachable')), async () => ({ is: 'done' }) as const]
    const { open, round } = makeWorld({
      leave: async ({ did }) => (left.push(did), { address: 'https://issuer.example/authorize', state: `state of ${did}` }),
      settle: async (_council, link) => (settled.push(link), (answers.shift() ?? expect.fail())()),
    })
    await open().begin(councils.slice(0, 1))
    await open().next('en')
    await open().comeBack(back('did:example:a'))
    expect(round()).toMatchObject([{ is: 'failed', why: 'not_reachable' }])
    expect(await open().isBack(back('did:example:a'))).toBe(true)
    await open().again(['did:example:a'])
    expect(await open().next('en')).toEqual({ is: 'over' })
    expect(statesOf(round())).toEqual(['done'])
    expect([left, settled]).toEqual([['did:example:a'], [back('did:example:a'), back('did:example:a')]])
  })

  it('goes on with what the citizen came back with, when the page is lost in the midst', async () => {
    const { open: lost, round } = makeWorld({ settle: () => new Promise(() => undefined) })
    await lost().begin(councils.slice(0, 1))
    await lost().next('en')
    void lost().comeBack(back('did:example:a'))
    await expect.poll(() => round()[0]?.link).toBe(back('did:example:a'))
    await lost().again(['did:example:a'])
    expect(parseRound(JSON.parse(JSON.stringify(round())))).toMatchObject([{ is: 'waiting', state: 'state of did:example:a', link: back('did:example:a') }])
  })

  it.each(['sign_in_cancelled', 'sign_in_over', 'sign_in_unknown'] as const)('begins anew after %s', async (code) => {
    const { open, round } = makeWorld({ settle: () => Promise.reject(new Fault(code)) })
    await open().begin(councils.slice(0, 1))
    await open().next('en')
    await open().comeBack(back('did:example:a'))
    await open().again(['did:example:a'])
    expect(round()).toEqual([{ ...councils[0], is: 'waiting' }])
    expect(await open().next('en')).toMatchObject({ is: 'go' })
  })

  it('counts a council as settled that was telephoned, or where nothing is left', async () => {
    const { open, round } = makeWorld({ leave: async ({ did }) => (did.endsWith('b') ? 'nothing_left' : { address: 'https://issuer.example/', state: `state of ${did}` }) })
    await open().begin(councils.slice(0, 2))
    await open().next('en')
    await open().tell('did:example:a')
    expect(await open().next('en')).toEqual({ is: 'over' })
    expect(statesOf(round())).toEqual(['told', 'done'])
    expect(progressOf(round())).toEqual({ settled: 2, all: 2 })
  })

  it('is read as it was kept; what makes no sense of it is left out', () => {
    const turn = { did: 'did:example:a', name: { en: 'a', cy: 'a' }, is: 'failed', why: 'not_reachable' }
    expect(parseRound([turn, { ...turn, is: 'gone' }, { ...turn, name: 'a' }, null, 7])).toEqual([turn])
    expect(parseRound({})).toEqual([])
  })
})
