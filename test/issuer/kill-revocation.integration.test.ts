import { X509Certificate } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { listTtl } from '@counterfoil/issuer/use-cases/sign-list'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { ledgerFacts } from '@counterfoil/service-kit/trust/ledger-facts'
import { networkTrust } from '@counterfoil/service-kit/trust/network-trust'
import { statusListFetcher } from '@counterfoil/service-kit/trust/status-list-fetcher'
import { statusLists } from '@counterfoil/service-kit/trust/status-lists'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { checkStatus } from '@counterfoil/shared/verification/check-status'
import type { StatusEntry } from '@counterfoil/shared/verification/verification-ports'
import { readStatus, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { until } from '../support/until.ts'
import { bearerWallet, offerBy } from './bearer-wallet.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import type { KillableIssuer } from './killable-issuer.ts'
import { makeRealNetwork, type RealConfig } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const issuerUrl = `http://localhost:${port}`
const listUri = `${issuerUrl}/aldermoor/status-lists/1`
/** A hundred and more where a release is shown. */
const kills = Number(process.env['REVOCATION_KILLS'] ?? 8)
const oneByOne = 3
const atOnce = 3
const count = 2 + kills * (oneByOne + atOnce)
let devLedger: DevLedger
let config: RealConfig
let scene: KillScene
/** Ids and places of credentials that still stand. */
let standing: { readonly id: string; readonly index: number }[]

beforeAll(async () => {
  const network = await makeRealNetwork(folder.path, issuerUrl)
  devLedger = network.devLedger
  config = { ...network.config, status: { clock: seconds(0), history: true, undoFor: seconds(0), fourEyesAbove: 1000, fourEyesWithin: seconds(0) } }
  scene = openKillScene({ folder: folder.path, config, port, searched: [folder.path] })
  const issuer = await scene.alive()
  const wallet = bearerWallet(`${issuerUrl}/aldermoor`, scene.now)
  await issueSome(issuer, wallet, 'revoked', count)
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

/** Issues to as many people, and answers which credentials they have. */
async function issueSome(issuer: KillableIssuer, wallet: ReturnType<typeof bearerWallet>, name: string, many: number): Promise<readonly string[]> {
  const before = new Set((await scene.rows<{ id: string }>('SELECT id FROM counterfoils')).map(({ id }) => id))
  for (let place = 0; place < many; place += 1) expect((await wallet.ask(await wallet.token(await offerBy(issuer, `${name}-${place}`)))).status).toBe(200)
  return (await scene.rows<{ id: string }>('SELECT id FROM counterfoils')).map(({ id }) => id).filter((id) => !before.has(id))
}

const outcomesOf = async (ids: readonly string[]): Promise<readonly (string | null)[]> =>
  (await scene.rows<{ outcome: string | null }>('SELECT outcome FROM status_job_rows WHERE counterfoil IN (SELECT value FROM json_each(?))', JSON.stringify(ids))).map(({ outcome }) => outcome)

/** Nobody presses anything: what was confirmed goes on by itself. */
const jobsAreDone = (): Promise<void> => until(async () => (await scene.rows("SELECT id FROM status_jobs WHERE state NOT IN ('done', 'prepared')")).length === 0, 'every job is done')

const bitOf = ({ value, observedAt }: Fact<StatusEntry>): Fact<number> => ({ value: value.value, observedAt })

/** A verifier that holds a list as long as the list says, and whose clock is set on by hand. */
function verifierOf({ network }: Pick<RealConfig, 'network'>) {
  let ahead = 0
  const clock = { now: () => epochSeconds(Math.floor(Date.now() / 1000) + ahead) }
  const privateHosts = ['localhost', '127.0.0.1']
  const fetchOutside = createFetchOutside({ privateHosts })
  const kept = { read: () => undefined, keep: () => {}, confirm: () => {} }
  const freshness = { freshFor: seconds(86_400), keyStaleFor: seconds(86_400), accreditationStaleFor: seconds(86_400) }
  const trust = networkTrust(network, freshness, { clock, logger: Object.assign(createLogger('verifier'), { level: 'silent' }), fetchOutside, privateHosts, kept, ledger: undefined })
  const statusOf = statusLists({ fetch: statusListFetcher(fetchOutside), trust, clock, freshFor: listTtl, limit: listTtl, kept })
  const facts = ledgerFacts(trust)
  const [authority] = network.authorities
  const named = authority?.keys.credential.kid ?? ''
  const listed = { did: authority?.did ?? '', letter: 'A', name: { en: 'Aldermoor', cy: 'Aldermoor' }, issuer: `${issuerUrl}/aldermoor`, verifier: authority?.verifierUrl ?? '' }
  return {
    pass: (length: number) => {
      ahead += length
    },
    /** Its answer to a credential with this place, by the same check that a presentation meets. */
    verdictOn: async (index: number): Promise<string> => {
      // Who is listed where is the consortium's to say; here there is one authority, and no consortium.
      const known = await facts.issuerKey({ kid: named, name: null, x5c: [] })
      const issuer = { ...known.value, listed }
      const entries = [{ mechanism: 'status_list', uri: listUri, index }] as const
      return checkStatus(entries, issuer, { trusted: { by: 'accreditation', as: 'residency' } }, async (entry) => bitOf(await statusOf(entry, issuer)), (fact) => fact.value).then(() => 'stands', (error: unknown) => (error instanceof Refusal ? error.code : String(error)))
    },
  }
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

const revokedPlaces = (): number[] => scene.acknowledged.flatMap((one) => (one.what === 'revoked' ? [one.index] : []))

async function allAreInTheList(): Promise<void> {
  const list = await fetchList()
  if (list === null) throw new Error('the issuer is not there')
  expect(revokedPlaces().filter((index) => readStatus(list, index) !== 1)).toEqual([])
}

/** Each is revoked, in the list that anybody gets, and told to the audit once. */
async function areChangedOnce(ids: readonly string[]): Promise<void> {
  const list = await fetchList()
  const places = await scene.rows<{ index: number }>('SELECT status_index AS "index" FROM counterfoils WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
  expect(places.filter(({ index }) => list === null || readStatus(list, index) !== 1)).toEqual([])
  expect(await scene.rows(`SELECT object FROM audit_entries WHERE event = 'credential.revoked' AND object IN (SELECT value FROM json_each(?)) GROUP BY object HAVING count(*) <> 1`, JSON.stringify(ids))).toEqual([])
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

  it(`F-03, F-04: at ${kills} random moments keeps every revocation that it acknowledged, one by one or many, its list is never torn, and a verifier refuses each within the list's lifetime`, { timeout: 60_000 + kills * 15_000 }, async () => {
    let lists = 0
    const verifier = verifierOf(config)
    for (let round = 0; round < kills; round += 1) {
      const issuer = await scene.alive()
      await allAreInTheList()
      // It holds a list from before what is revoked now.
      const [probe] = standing
      if (probe !== undefined) expect(await verifier.verdictOn(probe.index)).toBe('stands')
      const some = standing.splice(0, oneByOne + atOnce)
      const places = new Map(some.map(({ id, index }) => [id, index]))
      const together = some.slice(oneByOne).map(({ id }) => id)
      // Somebody reads the list all the while, so that it is signed anew after each change.
      const reading = (async () => {
        while ((await fetchList()) !== null) lists += 1
      })()
      // At once, after the first answer, after the second: on a slow machine as on a fast one.
      let left = round % (oneByOne + 1)
      const { promise: enough, resolve } = Promise.withResolvers<void>()
      if (left === 0) resolve()
      const dying = enough.then(() => new Promise((later) => setTimeout(later, Math.random() * 40))).then(() => scene.kill())
      await issuer.tell([`revoke-many ${together.join(',')}`, ...some.slice(0, oneByOne).map(({ id }) => `revoke ${id}`)], (line) => {
        for (const id of line.replace(/^[a-z-]+ /, '').split(',')) {
          const index = places.get(id)
          if (line.startsWith('revoked') && index !== undefined) scene.acknowledged.push({ what: 'revoked', authority: 'aldermoor', list: 1, index })
        }
        left -= 1
        if (left === 0) resolve()
      })
      await dying
      await reading
      await scene.look()
      await scene.alive()
      verifier.pass(listTtl)
      const accepted = []
      for (const index of revokedPlaces()) if ((await verifier.verdictOn(index)) !== 'credential_revoked') accepted.push(index)
      expect(accepted, `round ${round}`).toEqual([])
    }
    await scene.alive()
    await allAreInTheList()
    await jobsAreDone()
    await scene.look()
    expect(lists).toBeGreaterThan(0)
    expect(revokedPlaces().length).toBeGreaterThan(0)
    process.stdout.write(`${kills} kills: ${revokedPlaces().length} revocations acknowledged, each refused; ${lists} lists read, none torn\n`)
  })

  it('F-03 goes on with a change of many where it was, and changes each once', { timeout: 120_000 }, async () => {
    const issuer = await scene.alive()
    const wallet = bearerWallet(`${issuerUrl}/aldermoor`, scene.now)
    // More than one unit takes.
    const ids = await issueSome(issuer, wallet, 'many', 130)
    await scene.dies('status-job.committed', () => issuer.ask(`revoke-many ${ids.join(',')}`))
    const begun = await outcomesOf(ids)
    expect([begun.filter((outcome) => outcome === 'changed').length, begun.filter((outcome) => outcome === null).length]).toEqual([100, 30])
    await scene.alive()
    await jobsAreDone()
    await areChangedOnce(ids)
    await scene.look()
  })

  it('F-03 at status-job.applied, when all were changed and the lists were told, knows nothing left to be done', async () => {
    const issuer = await scene.alive()
    const ids = await issueSome(issuer, bearerWallet(`${issuerUrl}/aldermoor`, scene.now), 'applied', 3)
    await scene.dies('status-job.applied', () => issuer.ask(`revoke-many ${ids.join(',')}`))
    expect(await outcomesOf(ids)).toEqual(['changed', 'changed', 'changed'])
    await scene.alive()
    await jobsAreDone()
    await areChangedOnce(ids)
    await scene.look()
  })
})
