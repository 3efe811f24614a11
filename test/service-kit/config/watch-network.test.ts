import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { changeAuthority, writeNetwork } from '@counterfoil/service-kit/config/change-network'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { watchNetwork } from '@counterfoil/service-kit/config/watch-network'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { Network, NetworkAuthority } from '@counterfoil/shared/network/network'
import { temporaryFolder } from '../../support/ledger.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const key = (kid: string) => ({ kid, x5c: [] })
const authority = (id: string): NetworkAuthority => ({ id, letter: 'A', name: { en: id, cy: id }, did: `did:example:${id}`, issuerUrl: 'https://i.example', verifierUrl: 'https://v.example', keys: { credential: key('1'), status: key('2'), request: key('3') } })
const network: Network = { ledger: { rpcUrl: 'https://l.example', chainId: 1, registry: '0x', consortium: 'did:example:c' }, typesUrl: 'https://t.example', trustAnchors: [], authorities: [authority('aldermoor'), authority('brackenfield')] }

describe('a network file that is changed', () => {
  it('has every change when several are made at once', async () => {
    const file = join(folder.path, 'changed.json')
    writeNetwork(file, network)
    const letters = [...'BCDEFGH']
    await Promise.all(letters.map((letter) => changeAuthority(file, 'aldermoor', (one) => ({ ...one, letter: one.letter.length === 1 ? letter : one.letter, name: { ...one.name, en: `${one.name.en}${letter}` } }))))
    const [changed, other] = readNetwork(file).authorities
    expect([...(changed?.name.en ?? '')].toSorted().join('')).toBe([...`aldermoor${letters.join('')}`].toSorted().join(''))
    expect(other).toEqual(authority('brackenfield'))
  })

  it('is told to who watches it; what is broken changes nothing and is told once', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const file = join(folder.path, 'watched.json')
    writeNetwork(file, network)
    const warn = vi.fn()
    const taken: string[] = []
    const watching = watchNetwork(file, async ({ typesUrl }) => void taken.push(typesUrl), { warn, info: () => {}, error: warn } as unknown as Logger)
    const look = async (): Promise<void> => {
      await vi.advanceTimersByTimeAsync(2000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    /** Looks until this was seen, and three times more, which change nothing. */
    const lookUntil = async (isSeen: () => boolean): Promise<void> => {
      await vi.waitFor(async () => {
        await look()
        expect(isSeen()).toBe(true)
      }, { timeout: 60_000, interval: 1 })
      for (let more = 0; more < 3; more += 1) await look()
    }
    try {
      await lookUntil(() => taken.length > 0)
      writeFileSync(file, '{"half": ')
      await lookUntil(() => warn.mock.calls.length > 0)
      rmSync(file)
      await lookUntil(() => warn.mock.calls.length > 1)
      expect(warn).toHaveBeenCalledTimes(2)
      writeNetwork(file, { ...network, typesUrl: 'https://new.example' })
      await lookUntil(() => taken.length > 1)
      expect(taken).toEqual(['https://t.example', 'https://new.example'])
    } finally {
      watching.stop()
      vi.useRealTimers()
    }
  })
})
