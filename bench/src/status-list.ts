import { generateKeyPairSync } from 'node:crypto'
import { StatusList } from '@sd-jwt/jwt-status-list'
import { deflatedBlocks } from '@counterfoil/issuer/adapters/deflated-blocks'
import { listForms } from '@counterfoil/issuer/adapters/list-forms/list-forms'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { open } from '@counterfoil/issuer/domain/profile'
import { statusPublisher } from '@counterfoil/issuer/use-cases/publish-status-list'
import { sha256Base64Url, signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { cpuRounds, type Rounds } from './measure.ts'

const size = 1_048_576
const everyHundredth = Array.from({ length: Math.floor(size / 100) }, (_, place) => ({ index: place * 100 + ((place * 37) % 100), status: statusValue.revoked }))
const authority: Authority = { id: 'a', letter: 'A', name: { en: 'A', cy: 'A' }, did: 'did:example:1', serviceUrl: 'https://issuer.example', identifier: 'https://issuer.example/a', profile: open }
const first = { statusIssuer: 'a', statusList: 1 }

const atOnce = 10_000

/** One change and the whole list published after it, of a million entries of which one in a hundred is revoked: ours signed, the library's not. And ten thousand changes at once. */
export async function measureStatusLists(): Promise<{ readonly ours: Rounds; readonly atOnce: Rounds; readonly library: Rounds }> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let signatures = 0
  const sign = (input: string | Uint8Array): string => {
    signatures += 1
    return signEs256(privateKey, input)
  }
  const publisher = statusPublisher({
    clock: systemClock,
    lists: { open: async () => {}, standing: async () => ({ size, entries: everyHundredth }), standingAsOf: async () => null },
    countBuilt: () => 0,
    signerOf: () => ({ kid: 'did:example:1#2', x5c: [], role: 'status', sign }),
    deflated: deflatedBlocks,
    forms: listForms,
    fingerprint: sha256Base64Url,
    every: seconds(0),
  })
  await publisher.publish(authority, 1, 'jwt')
  let turn = 0
  const next = (): number => (turn = (turn + 7919) % size)
  const ours = await cpuRounds(async () => {
    await publisher.apply({ ...first, index: next(), status: statusValue.suspended })
    await publisher.publish(authority, 1, 'jwt')
  })
  const many = await cpuRounds(async () => {
    const before = signatures
    await publisher.apply(...Array.from({ length: atOnce }, () => ({ ...first, index: next(), status: statusValue.suspended })))
    await publisher.publish(authority, 1, 'jwt')
    if (signatures !== before + 1) throw new Error('Changes that came at once were not published at once.')
  })
  const bits: number[] = Array.from({ length: size }, () => 0)
  for (const { index, status } of everyHundredth) bits[index] = status
  const list = new StatusList(bits, 2)
  const library = await cpuRounds(() => {
    list.setStatus(next(), statusValue.suspended)
    return list.compressStatusList()
  })
  return { ours, atOnce: many, library }
}
