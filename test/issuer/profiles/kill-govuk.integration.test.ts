import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { statusOfMdoc } from '../../support/mdocs.ts'
import { walletKey } from '../../support/outside-wallet.ts'
import { openKillScene, type KillScene } from '../kill-scene.ts'
import { markedFields } from '../marked-person.ts'
import { csvHeader, makeRealNetwork } from '../real-network.ts'
import { govukClient, govukConfigFor, subject } from './govuk-config-for.ts'
import { askCredential, codeIn, offerIn, proofOf } from './govuk-wallet.ts'
import { startOneLogin, type OneLogin } from './one-login.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuer = `http://localhost:${port}/aldermoor/govuk`
let oneLogin: OneLogin
let devLedger: DevLedger
let scene: KillScene

beforeAll(async () => {
  oneLogin = await startOneLogin(subject, govukClient)
  const made = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  ;({ devLedger } = made)
  const values = csvHeader.split(',').map((column) => (markedFields as Readonly<Record<string, string>>)[column] ?? '')
  writeFileSync(join(folder.path, 'aldermoor.csv'), `${csvHeader},blue_badge_number,blue_badge_issued_on,blue_badge_expires_on,wallet_subject_id\nAL-0001${values.join(',')},Q7X2ZK,2026-01-05,2028-12-31,${subject}\n`)
  scene = openKillScene({ folder: folder.path, config: { ...made.config, profiles: [otherProfiles.govuk], govuk: govukConfigFor(oneLogin, null) }, port })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await scene.kill()
})
afterAll(async () => {
  await scene.end()
  await devLedger.close()
  await oneLogin.close()
  folder.remove()
})

const ask = (token: string, key = walletKey()): Promise<Response> => askCredential(`${issuer}/credential`, token, proofOf(key, { nonce: decodeJwt(token)['c_nonce'], aud: issuer, iat: scene.now() }))

async function offered(id: string): Promise<string> {
  const { link } = JSON.parse((await (await scene.alive()).ask(`wallet-offer ${id}`)).slice('wallet-offer '.length)) as { link: string }
  return oneLogin.tokenWith({ claims: { aud: issuer, credential_identifiers: decodeJwt(codeIn(offerIn(link)))['credential_identifiers'] } })
}

async function refreshing(id: string): Promise<string> {
  expect((await ask(await offered(id))).status).toBe(200)
  return oneLogin.tokenWith({ claims: { aud: issuer } })
}

const issued = async (): Promise<number> => (await scene.rows('SELECT id FROM counterfoils')).length
const steps = ['token.read', 'token.claimed', 'credential.read', 'credential.before-commit', 'credential.committed', 'credential.signed', 'the answer left']

/** Dies at a step, and comes again with the same token and key. */
async function diesAndComesAgain(step: string, token: string): Promise<void> {
  const key = walletKey()
  const before = await issued()
  const placeIn = async (answer: Response): Promise<unknown> => {
    expect(answer.status).toBe(200)
    const { credentials } = (await answer.json()) as { credentials: readonly { readonly credential: string }[] }
    return statusOfMdoc(credentials[0]?.credential ?? '', 'org.counterfoil.blue-badge.1')
  }
  const had = step === 'the answer left' ? await placeIn(await ask(token, key)) : null
  if (had === null) await scene.dies(step, () => ask(token, key))
  else await scene.kill()
  await scene.alive()
  const place = await placeIn(await ask(token, key))
  if (had !== null) expect(place).toEqual(had)
  expect(await issued()).toBe(before + 1)
  await scene.look()
}

describe('an issuer to the GOV.UK Wallet, killed with kill -9', () => {
  it.each(steps)('at %s leaves the credential to be had by the same token and key, once', async (step) => diesAndComesAgain(step, await offered(`offer-of-${step}`)))

  it.each(['token.claimed', 'credential.before-commit', 'credential.committed', 'the answer left'])('at %s leaves a refresh to be had by the same token and key, once', async (step) => diesAndComesAgain(step, await refreshing(`refresh-of-${step}`)))
})
