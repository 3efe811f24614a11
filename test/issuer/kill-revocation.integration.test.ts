import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { Acknowledged } from '@counterfoil/invariants/deployment'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readStatus, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { watch, type Watched } from '../support/watched.ts'
import { credentialBody, makeKeyPair, makeProof } from './issuer-scene.ts'
import { startKillableIssuer, type KillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { makeRealNetwork, realDeployment } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuerUrl = `http://localhost:${port}`
const listUri = `${issuerUrl}/aldermoor/status-lists/1`
const configFile = join(folder.path, 'config.json')
const count = 60
let devLedger: DevLedger
let config: IssuerConfig
let running: KillableIssuer | null = null
let watched: Watched
/** What was answered with success, noted outside the process: none of it may be gone after a kill. */
const acknowledged: Acknowledged[] = []
/** Ids and places of credentials that still stand. */
let standing: { readonly id: string; readonly index: number }[]

const start = async (): Promise<KillableIssuer> => (running = await startKillableIssuer(configFile, port))
async function kill(): Promise<void> {
  running?.child.kill('SIGKILL')
  await running?.gone
  running = null
}

beforeAll(async () => {
  ;({ config, devLedger } = await makeRealNetwork(folder.path, issuerUrl))
  writeFileSync(configFile, JSON.stringify(config))
  // Lists can't be fetched from an issuer that was killed; while it runs they are looked at.
  watched = watch({ deployment: () => realDeployment(folder.path, config, { grace: 60, markers, acknowledged: [...acknowledged] }), unseen: ['INV-05', 'INV-07', 'INV-08'] })
  const issuer = await start()
  for (let place = 0; place < count; place += 1) await issue(issuer, `revoked-${place}`)
  const reading = await openForReading(join(folder.path, 'issuer.sqlite'))
  standing = [...(await reading.all<{ id: string; index: number }>('SELECT id, status_index AS "index" FROM counterfoils'))]
  await reading.close()
  expect(standing).toHaveLength(count)
  await kill()
})
afterEach(kill)
afterAll(async () => {
  await watched.end()
  await devLedger.close()
  folder.remove()
})

async function issue(issuer: KillableIssuer, id: string): Promise<void> {
  const { offerUri, txCode } = JSON.parse((await issuer.ask(`offer ${id}`)).slice('offer '.length)) as { offerUri: string; txCode: string }
  const shown = (await (await fetch(offerUri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  const form = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': shown.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', tx_code: txCode })
  const { access_token: token } = (await (await fetch(`${issuerUrl}/aldermoor/token`, { method: 'POST', body: form })).json()) as { access_token: string }
  const { c_nonce: nonce } = (await (await fetch(`${issuerUrl}/aldermoor/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
  const proof = makeProof(makeKeyPair(), { aud: `${issuerUrl}/aldermoor`, iat: Math.floor(Date.now() / 1000), nonce })
  const answer = await fetch(`${issuerUrl}/aldermoor/credential`, { method: 'POST', body: JSON.stringify(credentialBody(proof)), headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
}

/** The list as anybody gets it, judged as a verifier does: whole, signed, in time. Null when nobody answers. */
async function fetchList(): Promise<StatusBits | null> {
  const token = await fetch(listUri).then((response) => (response.ok ? response.text() : null), () => null)
  if (token === null) return null
  const { jwt, list } = parseStatusListToken(token, { uri: listUri, now: epochSeconds(Math.floor(Date.now() / 1000)) }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }))
  const [certificate = ''] = config.network.authorities[0]?.keys.status.x5c ?? []
  expect(verifyEs256(new X509Certificate(Buffer.from(certificate, 'base64')).publicKey, jwt.signingInput, jwt.signature)).toBe(true)
  return list
}

const revokedPlaces = (): number[] => acknowledged.flatMap((one) => (one.what === 'revoked' ? [one.index] : []))

async function allAreInTheList(): Promise<void> {
  const list = await fetchList()
  if (list === null) throw new Error('the issuer is not there')
  expect(revokedPlaces().filter((index) => readStatus(list, index) !== 1)).toEqual([])
}

describe('an issuer killed with kill -9', () => {
  it.each(['status.committed', 'status.applied'])('F-03, STA-19: at %s has revoked, though it could not say so, and the list says so from the start', async (step) => {
    const issuer = await start()
    const [credential] = standing.splice(0, 1)
    await issuer.ask(`die-at ${step}`)
    await expect(issuer.ask(`revoke ${credential?.id}`)).rejects.toThrow('the issuer ended')
    await start()
    const list = await fetchList()
    expect(list === null ? null : readStatus(list, credential?.index ?? -1)).toBe(1)
    await watched.look()
  })

  it('F-03, F-04: at any moment keeps every revocation that it acknowledged, and its list is never torn', { timeout: 180_000 }, async () => {
    let lists = 0
    for (let round = 0; standing.length > 0; round += 1) {
      const issuer = await start()
      await allAreInTheList()
      const some = standing.splice(0, 6)
      const places = new Map(some.map(({ id, index }) => [id, index]))
      // Somebody reads the list all the while, so that it is signed anew after each change.
      const reading = (async () => {
        while ((await fetchList()) !== null) lists += 1
      })()
      const dying = new Promise((resolve) => setTimeout(resolve, round * 4)).then(() => issuer.child.kill('SIGKILL'))
      await issuer.tell(some.map(({ id }) => `revoke ${id}`), (line) => {
        const index = places.get(line.slice('revoked '.length))
        if (index !== undefined) acknowledged.push({ what: 'revoked', authority: 'aldermoor', list: 1, index })
      })
      await dying
      await issuer.gone
      await reading
      await watched.look()
    }
    await start()
    await allAreInTheList()
    await watched.look()
    expect(lists).toBeGreaterThan(0)
    expect(revokedPlaces().length).toBeGreaterThan(0)
    expect(revokedPlaces().length).toBeLessThan(count)
  })
})
