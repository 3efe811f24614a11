import { X509Certificate } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readStatus, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { bearerWallet, offerBy } from './bearer-wallet.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import { makeRealNetwork } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuerUrl = `http://localhost:${port}`
const listUri = `${issuerUrl}/aldermoor/status-lists/1`
const count = 48
let devLedger: DevLedger
let config: IssuerConfig
let scene: KillScene
/** Ids and places of credentials that still stand. */
let standing: { readonly id: string; readonly index: number }[]

beforeAll(async () => {
  ;({ config, devLedger } = await makeRealNetwork(folder.path, issuerUrl))
  scene = openKillScene({ folder: folder.path, config, port, searched: [folder.path] })
  const issuer = await scene.alive()
  const wallet = bearerWallet(`${issuerUrl}/aldermoor`, scene.now)
  for (let place = 0; place < count; place += 1) expect((await wallet.ask(await wallet.token(await offerBy(issuer, `revoked-${place}`)))).status).toBe(200)
  standing = await scene.rows<{ id: string; index: number }>('SELECT id, status_index AS "index" FROM counterfoils')
  expect(standing).toHaveLength(count)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await scene.kill()
})
afterAll(async () => {
  await scene.end()
  await devLedger.close()
  folder.remove()
})

/** The list as anybody gets it, judged as a verifier does: whole, signed, in time. Null when nobody answers. */
async function fetchList(): Promise<StatusBits | null> {
  const token = await fetch(listUri).then((response) => (response.ok ? response.text() : null), () => null)
  if (token === null) return null
  const { jwt, list } = parseStatusListToken(token, { uri: listUri, now: epochSeconds(Math.floor(Date.now() / 1000)) }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }))
  const [certificate = ''] = config.network.authorities[0]?.keys.status.x5c ?? []
  expect(verifyEs256(new X509Certificate(Buffer.from(certificate, 'base64')).publicKey, jwt.signingInput, jwt.signature)).toBe(true)
  return list
}

const revokedPlaces = (): number[] => scene.acknowledged.flatMap((one) => (one.what === 'revoked' ? [one.index] : []))

async function allAreInTheList(): Promise<void> {
  const list = await fetchList()
  if (list === null) throw new Error('the issuer is not there')
  expect(revokedPlaces().filter((index) => readStatus(list, index) !== 1)).toEqual([])
}

describe('an issuer killed with kill -9', () => {
  it.each(['status.committed', 'status.applied'])('F-03, STA-19: at %s has revoked, though it could not say so, and the list says so from the start', async (step) => {
    const issuer = await scene.alive()
    const [credential] = standing.splice(0, 1)
    await scene.dies(step, () => issuer.ask(`revoke ${credential?.id}`))
    await scene.alive()
    const list = await fetchList()
    expect(list === null ? null : readStatus(list, credential?.index ?? -1)).toBe(1)
    await scene.look()
  })

  it('F-03, F-04: at any moment keeps every revocation that it acknowledged, and its list is never torn', { timeout: 180_000 }, async () => {
    let lists = 0
    for (let round = 0; standing.length > 0; round += 1) {
      const issuer = await scene.alive()
      await allAreInTheList()
      const some = standing.splice(0, 6)
      const places = new Map(some.map(({ id, index }) => [id, index]))
      // Somebody reads the list all the while, so that it is signed anew after each change.
      const reading = (async () => {
        while ((await fetchList()) !== null) lists += 1
      })()
      // At once, after the first answer, after the second: on a slow machine as on a fast one.
      let left = round % some.length
      const { promise: enough, resolve } = Promise.withResolvers<void>()
      if (left === 0) resolve()
      const dying = enough.then(() => new Promise((later) => setTimeout(later, round))).then(() => scene.kill())
      await issuer.tell(some.map(({ id }) => `revoke ${id}`), (line) => {
        const index = places.get(line.slice('revoked '.length))
        if (index !== undefined) scene.acknowledged.push({ what: 'revoked', authority: 'aldermoor', list: 1, index })
        left -= 1
        if (left === 0) resolve()
      })
      await dying
      await reading
      await scene.look()
    }
    await scene.alive()
    await allAreInTheList()
    await scene.look()
    expect(lists).toBeGreaterThan(0)
    expect(revokedPlaces().length).toBeGreaterThan(0)
    expect(revokedPlaces().length).toBeLessThan(count)
  })
})
