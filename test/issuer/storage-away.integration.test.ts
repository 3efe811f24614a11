import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdLock } from '../support/other-process.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { credentialBody, goodRecord, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from './issuer-scene.ts'

const disk = mountSmallDisk(8)
let scene: Scene
let people = 0
beforeAll(async () => {
  scene = await openScene(disk === null ? {} : { folder: disk.path })
})
afterAll(async () => {
  await scene.close()
  if (disk === null) scene.erase()
  else disk.remove()
})

type Offer = Awaited<ReturnType<Scene['offer']>>

/** Each for somebody else: a newer offer withdraws an older one of the same person. */
const offer = (): Promise<Offer> => scene.offer({ person: goodRecord(`AL-${(people += 1)}`) })

async function collect({ code, txCode }: Offer): Promise<number> {
  const answer = await scene.token(code, txCode)
  if (answer.statusCode !== 200) return answer.statusCode
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce()))
  return (await scene.credentialWith(answer.json<{ access_token: string }>().access_token, credentialBody(proof))).statusCode
}

/** Where an offer found too little room, some smaller writes may find enough. */
async function firstRefused(offers: readonly Offer[]): Promise<Awaited<ReturnType<Scene['token']>>> {
  for (const { code, txCode } of offers) {
    const answer = await scene.token(code, txCode)
    if (answer.statusCode !== 200) return answer
  }
  throw new Error('The disk is not full.')
}

describe.skipIf(disk === null)('an issuer whose disk is full', () => {
  it('refuses by 503, goes on reading, and has every offer that it acknowledged once there is room', async () => {
    const ballast = ['much', 'rest'].map((name) => join(scene.folder, name))
    const free = (): number => {
      const { bavail, bsize } = statfsSync(scene.folder)
      return bavail * bsize
    }
    writeFileSync(ballast[0] ?? '', Buffer.alloc(free() - 200_000))
    const smaller = await Promise.all(Array.from({ length: 20 }, offer))
    const made: Offer[] = []
    const fill = async (): Promise<unknown> => {
      for (;;) {
        const one = await offer().catch((reason: unknown) => reason as Refusal)
        if (one instanceof Error) return one
        made.push(one)
      }
    }
    const refused = await fill()
    expect(made.length).toBeGreaterThan(0)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'temporarily_unavailable' })
    writeFileSync(ballast[1] ?? '', Buffer.alloc(free()))

    const answer = await firstRefused(smaller)
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ error: string }>().error]).toEqual([503, '5', 'temporarily_unavailable'])
    expect((await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })).statusCode).toBe(200)

    for (const file of ballast) rmSync(file)
    expect(await Promise.all(made.map(collect))).toEqual(made.map(() => 200))
  })
})

describe('an issuer whose database another program has locked', () => {
  it('refuses by 503 after waiting, and redeems the same code when it is free', async () => {
    const one = await offer()
    const lock = await holdLock(join(scene.folder, 'issuer.sqlite'))
    const answer = await scene.token(one.code, one.txCode)
    await lock.release()
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ error: string }>().error]).toEqual([503, '5', 'temporarily_unavailable'])
    expect(await collect(one)).toBe(200)
  })
})
