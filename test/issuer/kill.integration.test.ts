import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Acknowledged } from '@counterfoil/invariants/deployment'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { watch, type Watched } from '../support/watched.ts'
import { makeKeyPair, makeProof, type KeyPair } from './issuer-scene.ts'
import { startKillableIssuer, type KillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { makeRealNetwork, realDeployment } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuerUrl = `http://localhost:${port}`
const configFile = join(folder.path, 'config.json')
let devLedger: DevLedger
let config: IssuerConfig
let running: KillableIssuer | null = null
let watched: Watched
/** What was answered with success, noted outside the process: none of it may be gone after a kill. */
const acknowledged: Acknowledged[] = []

const startIssuer = (...deferredFor: readonly string[]): Promise<KillableIssuer> => startKillableIssuer(configFile, port, deferredFor)

beforeAll(async () => {
  ;({ config, devLedger } = await makeRealNetwork(folder.path, issuerUrl))
  writeFileSync(configFile, JSON.stringify(config))
  watched = watch({
    deployment: () => realDeployment(folder.path, config, { grace: 60, markers, acknowledged: [...acknowledged] }),
    // Lists can't be fetched from an issuer that was killed.
    unseen: ['INV-05', 'INV-07', 'INV-08'],
  })
})
afterEach(async () => {
  running?.child.kill('SIGKILL')
  await running?.gone
  running = null
})
afterAll(async () => {
  await watched.end()
  await devLedger.close()
  folder.remove()
})

const rows = <Row>(sql: string, ...values: string[]): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(join(folder.path, 'issuer.sqlite'))
    database.all<Row>(sql, values, (error, found) => database.close(() => (error === null ? resolve(found) : reject(error))))
  })

const post = (path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> => fetch(`${issuerUrl}/aldermoor/${path}`, { method: 'POST', body, headers })
const redeem = (code: string, txCode: string): Promise<Response> =>
  post('token', new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode }).toString(), { 'content-type': 'application/x-www-form-urlencoded' })

async function askCredential(token: string, ...given: readonly KeyPair[]): Promise<Response> {
  const { c_nonce: nonce } = (await (await fetch(`${issuerUrl}/aldermoor/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
  const proofs = (given.length === 0 ? [makeKeyPair()] : given).map((key) => makeProof(key, { aud: `${issuerUrl}/aldermoor`, iat: Math.floor(Date.now() / 1000), nonce }))
  const answer = await post('credential', JSON.stringify({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: proofs } }), { 'content-type': 'application/json', authorization: `Bearer ${token}` })
  if (answer.status === 200) acknowledged.push(...(await indicesIn(answer.clone())).map((index) => ({ what: 'issued', authority: 'aldermoor', list: 1, index }) as const))
  return answer
}

interface Transaction {
  readonly transaction_id: string
}

/** Where the credentials of a transaction have their places, once they can be collected. */
async function collectWithin(seconds: number, token: string, { transaction_id: id }: Transaction): Promise<number[]> {
  for (let waited = 0; waited <= seconds; waited += 1) {
    const answer = await post('deferred', JSON.stringify({ transaction_id: id }), { 'content-type': 'application/json', authorization: `Bearer ${token}` })
    if (answer.status === 200) return indicesIn(answer)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new Error('nothing can be collected')
}

/** The status indices of the credentials in an answer. */
async function indicesIn(answer: Response): Promise<number[]> {
  const { credentials } = (await answer.json()) as { credentials: { credential: string }[] }
  return credentials.map(({ credential }) => {
    const payload = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as { status: { status_list: { idx: number } } }
    return payload.status.status_list.idx
  })
}

async function offer(process: KillableIssuer, id: string): Promise<{ readonly code: string; readonly txCode: string }> {
  const made = JSON.parse((await process.ask(`offer ${id}`)).slice('offer '.length)) as { offerUri: string; txCode: string }
  acknowledged.push({ what: 'offered', offer: id })
  const shown = (await (await fetch(made.offerUri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  return { code: shown.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', txCode: made.txCode }
}

/** The code can be redeemed, at the latest when the grace of a claim that was cut off is over. */
async function redeemWithin(seconds: number, code: string, txCode: string): Promise<string> {
  for (let waited = 0; waited <= seconds; waited += 1) {
    const answer = await redeem(code, txCode)
    if (answer.status === 200) return ((await answer.json()) as { access_token: string }).access_token
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new Error('the offer cannot be redeemed any more')
}

describe('an issuer killed with kill -9', () => {
  it.each(['token.read', 'token.claimed'])('at %s leaves the offer redeemable', async (step) => {
    running = await startIssuer()
    const { code, txCode } = await offer(running, `killed-${step}`)
    await running.ask(`die-at ${step}`)
    await expect(redeem(code, txCode)).rejects.toThrow('fetch failed')
    await running.gone
    await watched.look()
    running = await startIssuer()
    const token = await redeemWithin(12, code, txCode)
    expect((await askCredential(token)).status).toBe(200)
    await watched.look()
  })

  it.each(['credential.read', 'credential.before-commit', 'credential.committed', 'credential.signed'])('at %s leaves the credential to be had by the same token, once', async (step) => {
    running = await startIssuer()
    const id = `killed-${step}`
    const { code, txCode } = await offer(running, id)
    const token = await redeemWithin(0, code, txCode)
    const key = makeKeyPair()
    await running.ask(`die-at ${step}`)
    await expect(askCredential(token, key)).rejects.toThrow('fetch failed')
    await running.gone
    await watched.look()
    const before = await rows<{ status_index: number }>('SELECT status_index FROM counterfoils WHERE offer = ?', id)
    expect(before).toHaveLength(step === 'credential.committed' || step === 'credential.signed' ? 1 : 0)
    running = await startIssuer()
    const answer = await askCredential(token, key)
    expect(answer.status).toBe(200)
    const after = await rows<{ status_index: number }>('SELECT status_index FROM counterfoils WHERE offer = ?', id)
    expect(after.map((row) => row.status_index)).toEqual(await indicesIn(answer))
    if (before.length > 0) expect(after).toEqual(before)
    await watched.look()
  })

  it.each(['credential.before-commit', 'credential.committed', 'credential.signed'])('at %s leaves a batch to be had whole, or not begun', async (step) => {
    running = await startIssuer()
    const id = `batch-killed-${step}`
    const { code, txCode } = await offer(running, id)
    const token = await redeemWithin(0, code, txCode)
    const keys = Array.from({ length: 5 }, makeKeyPair)
    const places = (): Promise<{ place: number }[]> =>
      rows('SELECT status_index AS place FROM counterfoils WHERE offer = ? UNION ALL SELECT k.status_index FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil WHERE c.offer = ?', id, id)
    await running.ask(`die-at ${step}`)
    await expect(askCredential(token, ...keys)).rejects.toThrow('fetch failed')
    await running.gone
    await watched.look()
    const before = await places()
    expect(before).toHaveLength(step === 'credential.before-commit' ? 0 : 5)
    running = await startIssuer()
    const issued = await indicesIn(await askCredential(token, ...keys))
    const after = (await places()).map(({ place }) => place)
    expect(new Set(issued)).toEqual(new Set(after))
    expect(after).toHaveLength(5)
    if (before.length > 0) expect(new Set(before.map(({ place }) => place))).toEqual(new Set(after))
    await watched.look()
  })

  it.each(['deferred.committed', 'credential.committed', 'credential.signed'])('at %s leaves an issuing that waits to be collected, once', async (step) => {
    const id = `deferred-killed-${step}`
    running = await startIssuer(id)
    const { code, txCode } = await offer(running, id)
    const token = await redeemWithin(0, code, txCode)
    const keys = [makeKeyPair(), makeKeyPair()]
    if (step === 'deferred.committed') await running.ask(`die-at ${step}`)
    const asked = askCredential(token, ...keys)
    if (step === 'deferred.committed') {
      await expect(asked).rejects.toThrow('fetch failed')
      await running.gone
      running = await startIssuer(id)
    } else {
      expect((await asked).status).toBe(202)
      await running.ask(`die-at ${step}`)
      await expect(collectWithin(15, token, (await (await asked).clone().json()) as Transaction)).rejects.toThrow('fetch failed')
      await running.gone
      running = await startIssuer(id)
    }
    await watched.look()
    const again = await (step === 'deferred.committed' ? askCredential(token, ...keys) : asked.then((answer) => answer.clone()))
    const issued = await collectWithin(15, token, (await again.json()) as Transaction)
    const stored = await rows<{ place: number }>('SELECT status_index AS place FROM counterfoils WHERE offer = ? UNION ALL SELECT k.status_index FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil WHERE c.offer = ?', id, id)
    expect(new Set(issued)).toEqual(new Set(stored.map(({ place }) => place)))
    expect(stored).toHaveLength(2)
    await watched.look()
  })

  it('at any moment under load keeps what it acknowledged, and never half', async () => {
    running = await startIssuer()
    const offers: { readonly code: string; readonly txCode: string }[] = []
    for (let index = 0; index < 30; index += 1) offers.push(await offer(running, `load-${index}`))
    const before = acknowledged.length
    const walk = async ({ code, txCode }: { readonly code: string; readonly txCode: string }): Promise<void> => {
      const token = ((await (await redeem(code, txCode)).json()) as { access_token: string }).access_token
      await askCredential(token)
      if (acknowledged.length === before + 10) running?.child.kill('SIGKILL')
    }
    await Promise.allSettled(offers.map((one, index) => new Promise((resolve) => setTimeout(resolve, index * 5)).then(() => walk(one))))
    await running.gone
    await watched.look()
    expect(acknowledged.length).toBeGreaterThanOrEqual(before + 10)
  })
})
