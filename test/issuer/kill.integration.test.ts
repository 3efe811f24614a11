import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { bearerWallet, indicesIn, offerBy, type CodeOfOffer } from './bearer-wallet.ts'
import { makeKeyPair, type KeyPair } from './issuer-scene.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import { markedFields } from './marked-person.ts'
import { csvHeader, makeRealNetwork } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuerUrl = `http://localhost:${port}`
let devLedger: DevLedger
let scene: KillScene
let wallet: ReturnType<typeof bearerWallet>

/** Where an issuing may die that waits: when it is put down, and while it is collected. */
const collecting = ['deferred.read', 'credential.before-commit', 'credential.committed', 'credential.signed', 'answer.sent']
/** And while its wallet gets the next token for it. */
const renewing = ['refresh.read', 'refresh.renewed', 'answer.sent']
const waitingIds = [...['deferred.committed', ...collecting].map((step) => `waiting-${step}`), ...renewing.map((step) => `renewed-${step}`)]

beforeAll(async () => {
  const made = await makeRealNetwork(folder.path, issuerUrl)
  ;({ devLedger } = made)
  // What waits is read from the council's own record, when it is collected.
  const values = csvHeader.split(',').slice(1).map((column) => (markedFields as Readonly<Record<string, string>>)[column] ?? '')
  writeFileSync(join(folder.path, 'aldermoor.csv'), `${[csvHeader, ...waitingIds.map((id) => [id, ...values].join(','))].join('\n')}\n`)
  scene = openKillScene({ folder: folder.path, config: made.config, port })
  wallet = bearerWallet(`${issuerUrl}/aldermoor`, scene.now)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await scene.kill()
})
afterAll(async () => {
  await scene.end()
  await devLedger.close()
  folder.remove()
})

async function offer(id: string, type?: string): Promise<CodeOfOffer> {
  const offered = await offerBy(await scene.alive(), id, type)
  scene.acknowledged.push({ what: 'offered', offer: id })
  return offered
}

/** Where the credentials that were answered with have their places. */
async function placesIn(answer: Response): Promise<number[]> {
  expect(answer.status).toBe(200)
  const places = await indicesIn(answer)
  scene.acknowledged.push(...places.map((index) => ({ what: 'issued', authority: 'aldermoor', list: 1, index }) as const))
  return places
}

async function placesOf(id: string): Promise<number[]> {
  const sql = 'SELECT status_index AS place FROM counterfoils WHERE offer = ? UNION ALL SELECT k.status_index FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil WHERE c.offer = ?'
  return (await scene.rows<{ place: number }>(sql, id, id)).map(({ place }) => place)
}

const inOrder = (places: readonly number[]): number[] => [...places].sort((one, other) => one - other)

/** An issuing that waits, and its transaction. */
async function waitingFor(id: string, keys: readonly KeyPair[]): Promise<{ readonly token: string; readonly refreshToken: string; readonly ask: () => Promise<Response> }> {
  const { access_token: token, refresh_token: refreshToken = '' } = await wallet.tokens(await offer(id, 'waiting'))
  return { token, refreshToken, ask: () => wallet.ask(token, keys, 'waiting-sd-jwt') }
}
const transactionIn = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { transaction_id: string }).transaction_id
}

describe('an issuer killed with kill -9', () => {
  it.each(['token.read', 'token.claimed'])('at %s leaves the offer redeemable', async (step) => {
    const offered = await offer(`token-${step}`)
    await scene.dies(step, () => wallet.redeem(offered))
    await scene.alive()
    if (step === 'token.claimed') {
      expect((await wallet.redeem(offered)).status).toBe(400)
      // A claim whose answer never left is over after its grace.
      await scene.pass(10)
    }
    await placesIn(await wallet.ask(await wallet.token(offered)))
    await scene.look()
  })

  it('at answer.sent leaves a token that is good, and a code that gives no other once it was used', async () => {
    const offered = await offer('token-answered')
    const answer = await scene.diesAfter('answer.sent', () => wallet.redeem(offered))
    const { access_token: token } = (await answer.json()) as { access_token: string }
    await scene.alive()
    await placesIn(await wallet.ask(token))
    await scene.pass(10)
    expect((await wallet.redeem(offered)).status).toBe(400)
    expect(await placesOf('token-answered')).toHaveLength(1)
  })

  it.each(['credential.read', 'credential.before-commit', 'credential.committed', 'credential.signed'])('at %s leaves the credential to be had by the same token, once', async (step) => {
    const id = `single-${step}`
    const token = await wallet.token(await offer(id))
    const key = makeKeyPair()
    await scene.dies(step, () => wallet.ask(token, [key]))
    const before = await placesOf(id)
    expect(before).toHaveLength(step === 'credential.committed' || step === 'credential.signed' ? 1 : 0)
    await scene.alive()
    const issued = await placesIn(await wallet.ask(token, [key]))
    expect(await placesOf(id)).toEqual(issued)
    if (before.length > 0) expect(before).toEqual(issued)
    await scene.look()
  })

  it.each(['credential.read', 'credential.before-commit', 'credential.committed', 'credential.signed'])('at %s leaves a batch to be had whole, or not begun', async (step) => {
    const id = `batch-${step}`
    const token = await wallet.token(await offer(id))
    const keys = Array.from({ length: 5 }, makeKeyPair)
    await scene.dies(step, () => wallet.ask(token, keys))
    const before = await placesOf(id)
    expect(before).toHaveLength(step === 'credential.committed' || step === 'credential.signed' ? 5 : 0)
    await scene.alive()
    const issued = await placesIn(await wallet.ask(token, keys))
    expect(inOrder(await placesOf(id))).toEqual(inOrder(issued))
    expect(issued).toHaveLength(5)
    if (before.length > 0) expect(inOrder(before)).toEqual(inOrder(issued))
    await scene.look()
  })

  it.each(['credential.read', 'credential.before-commit', 'credential.committed', 'credential.signed'])('at %s leaves the nonces of a batch, one for each key, to be used by the same request', async (step) => {
    const id = `nonces-${step}`
    const token = await wallet.token(await offer(id))
    const keys = Array.from({ length: 3 }, makeKeyPair)
    const nonces = [await wallet.nonce(), await wallet.nonce(), await wallet.nonce()]
    const ask = (): Promise<Response> => wallet.ask(token, keys, 'residency-sd-jwt', nonces)
    await scene.dies(step, ask)
    await scene.alive()
    const issued = await placesIn(await ask())
    expect(inOrder(await placesOf(id))).toEqual(inOrder(issued))
    await scene.look()
  })

  it('after its answer left leaves the credential to be had again by the same token, key and nonce, once', async () => {
    const id = 'single-answered'
    const token = await wallet.token(await offer(id))
    const [keys, nonces] = [[makeKeyPair()], [await wallet.nonce()]]
    const ask = (): Promise<Response> => wallet.ask(token, keys, 'residency-sd-jwt', nonces)
    const had = await placesIn(await ask())
    await scene.kill()
    await scene.alive()
    expect(await placesIn(await ask())).toEqual(had)
    expect(await placesOf(id)).toEqual(had)
    await scene.look()
  })

  it('at deferred.committed leaves an issuing that waits, which the same request finds', async () => {
    const id = 'waiting-deferred.committed'
    const { token, ask } = await waitingFor(id, [makeKeyPair(), makeKeyPair()])
    await scene.dies('deferred.committed', ask)
    await scene.alive()
    const transaction = await transactionIn(await ask())
    await scene.pass(10)
    expect(inOrder(await placesIn(await wallet.collect(token, transaction)))).toEqual(inOrder(await placesOf(id)))
    await scene.look()
  })

  it.each(renewing)('at %s leaves what waits to be collected by the next token, and its refresh token to give it', async (step) => {
    const id = `renewed-${step}`
    const { token, refreshToken, ask } = await waitingFor(id, [makeKeyPair()])
    const transaction = await transactionIn(await ask())
    await scene.pass(300)
    expect((await wallet.collect(token, transaction)).status).toBe(401)
    const renew = (): Promise<Response> => wallet.refresh(refreshToken)
    const had = step === 'answer.sent' ? await scene.diesAfter(step, renew) : null
    if (had === null) await scene.dies(step, renew)
    await scene.alive()
    // A claim whose answer never left is over after its grace.
    if (step === 'refresh.renewed') await scene.pass(10)
    const { access_token: next } = (await (had ?? (await renew())).json()) as { access_token: string }
    expect(await placesIn(await wallet.collect(next, transaction))).toEqual(await placesOf(id))
    await scene.look()
  })

  it.each(collecting)('at %s leaves an issuing that waits to be collected, once', async (step) => {
    const id = `waiting-${step}`
    const { token, ask } = await waitingFor(id, [makeKeyPair(), makeKeyPair()])
    const transaction = await transactionIn(await ask())
    await scene.pass(10)
    const collect = (): Promise<Response> => wallet.collect(token, transaction)
    const had = step === 'answer.sent' ? await placesIn(await scene.diesAfter(step, collect)) : null
    if (had === null) await scene.dies(step, collect)
    await scene.alive()
    const issued = await placesIn(await collect())
    expect(inOrder(await placesOf(id))).toEqual(inOrder(issued))
    expect(issued).toHaveLength(2)
    if (had !== null) expect(issued).toEqual(had)
    await scene.look()
  })

  it('at any moment under load keeps what it acknowledged, and never half', async () => {
    const offers: CodeOfOffer[] = []
    for (let index = 0; index < 30; index += 1) offers.push(await offer(`load-${index}`))
    const before = scene.acknowledged.length
    const walk = async (offered: CodeOfOffer): Promise<void> => {
      await placesIn(await wallet.ask(await wallet.token(offered)))
      if (scene.acknowledged.length >= before + 10) await scene.kill()
    }
    await Promise.allSettled(offers.map((one, index) => new Promise((resolve) => setTimeout(resolve, index * 5)).then(() => walk(one))))
    await scene.look()
    expect(scene.acknowledged.length).toBeGreaterThanOrEqual(before + 10)
  })
})
