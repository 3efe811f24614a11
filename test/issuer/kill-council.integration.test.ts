import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { CouncilClientId } from '@counterfoil/issuer/domain/council-client'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { bearerWallet } from './bearer-wallet.ts'
import { basic, hashOf, systemSecret } from './council-systems.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import { markedFields } from './marked-person.ts'
import { csvHeader, makeRealNetwork } from './real-network.ts'
import { entryOf } from './served-list.ts'

const folder = temporaryFolder()
const port = await freePort()
const identifier = `http://localhost:${port}/aldermoor`
let devLedger: DevLedger
let scene: KillScene
let wallet: ReturnType<typeof bearerWallet>
beforeAll(async () => {
  const made = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  ;({ devLedger } = made)
  const values = csvHeader.split(',').slice(1).map((column) => (markedFields as Readonly<Record<string, string>>)[column] ?? '')
  writeFileSync(join(folder.path, 'aldermoor.csv'), `${[csvHeader, ...['AL-1', 'AL-2'].map((reference) => [reference, ...values].join(','))].join('\n')}\n`)
  const crm = { id: 'aldermoor-crm' as CouncilClientId, authority: 'aldermoor', scopes: ['offers:write', 'status:write'], proof: { method: 'client_secret_basic', secretHashes: [hashOf(systemSecret)] } } as const
  scene = openKillScene({ folder: folder.path, config: { ...made.config, councilSystems: [crm] }, port })
  wallet = bearerWallet(identifier, scene.now)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await scene.kill()
})
afterAll(async () => {
  await scene.end()
  await devLedger.close()
  folder.remove()
})

async function tokenOfSystem(): Promise<string> {
  const answer = await fetch(`${identifier}/api/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }), headers: { authorization: basic('aldermoor-crm') } })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** One request, which is sent again under the same key. */
function requestTo(path: string, body: object): () => Promise<Response> {
  const key = `"${randomUUID()}"`
  return async () => {
    const authorization = `Bearer ${await tokenOfSystem()}`
    return fetch(`${identifier}/api/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { authorization, 'idempotency-key': key, 'content-type': 'application/json' } })
  }
}

interface Offered {
  readonly offer: string
  readonly credential_offer_uri: string
  readonly tx_code: string
}

const offering = (person: string): (() => Promise<Response>) => requestTo('offers', { credential_type: 'residency', person_reference: person })

/** Collects an offer: its counterfoil. */
async function collect({ offer, credential_offer_uri: uri, tx_code: txCode }: Offered) {
  const shown = (await (await fetch(uri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  const code = shown.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
  expect((await wallet.ask(await wallet.token({ code, txCode }))).status).toBe(200)
  const [row, ...more] = await scene.rows<{ id: string; index: number }>('SELECT id, status_index AS "index" FROM counterfoils WHERE offer = ?', offer)
  if (row === undefined || more.length > 0) throw new Error('not issued once')
  return row
}

const audited = (event: string, object: string) => scene.rows("SELECT number FROM audit_entries WHERE event = ? AND object = ?", event, object)

describe('an issuer killed with kill -9 that a council\'s system asks', () => {
  it('at council.offer-made has made the offer, which the same request then gets, with secrets that open it', async () => {
    const ask = offering('AL-1')
    await scene.alive()
    await scene.dies('council.offer-made', ask)
    expect(await scene.rows('SELECT id FROM credential_offers')).toHaveLength(1)
    await scene.alive()
    const answer = await ask()
    expect(answer.status).toBe(201)
    const offered = (await answer.json()) as Offered
    expect(await scene.rows('SELECT id FROM credential_offers')).toEqual([{ id: offered.offer }])
    expect(await audited('offer.made', offered.offer)).toHaveLength(1)
    await collect(offered)
    await scene.look()
  })

  it('at statuses.committed has revoked, though it could not say so: the list says so from the start, and the same request gets the answer', async () => {
    await scene.alive()
    const { id, index } = await collect((await (await offering('AL-2')()).json()) as Offered)
    const ask = requestTo('status', { change: 'revoke', reason: 'moved_away', person_reference: 'AL-2' })
    await scene.dies('statuses.committed', ask)
    await scene.alive()
    expect(await entryOf(`${identifier}/status-lists/1`, index)).toBe(1)
    expect(await (await ask()).json()).toEqual({ changed: [id], unchanged: [], withdrawn_offers: [] })
    expect(await audited('credential.revoked', id)).toHaveLength(1)
    await scene.look()
  })
})
