import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/ledger.ts'
import { watch, type Watched } from '../support/watched.ts'
import { makeSoftHsm, softHsmLibrary, type SoftHsm } from '../support/softhsm.ts'
import { credentialBody, fetchFrom, makeKeyPair, makeProof, staffOf } from './issuer-scene.ts'
import { csvHeader, makeRealNetwork, realDeployment, type RealConfig } from './real-network.ts'

const issuerUrl = 'http://localhost:5312'
const quiet = Object.assign(createLogger('issuer'), { level: 'silent' })
const fields = { given_name: 'Ada', family_name: 'Hill', birth_date: '1970-01-01', address_line_1: '1 High Street', post_town: 'Aldermoor', postcode: 'AL1 1AA', uprn: '1', resident_since: '2001-01-01' }

describe.skipIf(softHsmLibrary === null)('with keys in a hardware module', () => {
  const folder = temporaryFolder()
  let hsm: SoftHsm
  let devLedger: DevLedger
  let config: RealConfig
  let issuer: Issuer
  let watched: Watched

  beforeAll(async () => {
    hsm = makeSoftHsm(folder.path)
    ;({ devLedger, config } = await makeRealNetwork(folder.path, issuerUrl, { kind: 'pkcs11', token: hsm.settings }))
    const records = join(folder.path, 'records')
    mkdirSync(records)
    writeFileSync(join(records, 'aldermoor.csv'), `${csvHeader}\n`)
    config = { ...config, recordsDir: records }
    issuer = await createIssuer(config, { logger: quiet })
    const markers = [{ name: 'address', value: fields.address_line_1 }, { name: 'birth date', value: fields.birth_date }]
    watched = watch({ deployment: () => realDeployment(folder.path, config, { fetch: fetchFrom(issuer), markers }), settle: () => issuer.sweep(), unseen: ['INV-20'] })
  })
  afterAll(async () => {
    await watched.end()
    await issuer.close()
    await devLedger.close()
    folder.remove()
  })

  const ask = (method: 'GET' | 'POST', path: string, headers: Record<string, string> = {}, payload?: object | string) => issuer.app.inject({ method, url: `/aldermoor${path}`, headers, ...(payload === undefined ? {} : { payload }) })
  const now = (): number => Math.floor(Date.now() / 1000)

  /** Redeems an offer of its own, and answers the credential request that is left to send. */
  async function redeem(id: string, configurationId: string) {
    const authority = issuer.authorities.get('aldermoor')
    const type = issuer.types.get('residency')
    if (authority === undefined || type === undefined) throw new Error('not assembled')
    const person: PersonRecord = { reference: id as PersonRecord['reference'], fields: new Map(Object.entries(fields)) }
    const offer = await issuer.makeCredentialOffer({ authority, type, person, id: id as OfferId, staff: staffOf('aldermoor') })
    const [grant] = Object.values<{ 'pre-authorized_code': string }>((await ask('GET', offer?.offerUri.slice(`${issuerUrl}/aldermoor`.length) ?? '')).json().grants)
    const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' })
    const token: string = (await ask('POST', '/token', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString())).json().access_token
    const holder = makeKeyPair()
    return async () => {
      const nonce = (await ask('POST', '/nonce')).json().c_nonce
      const proof = makeProof(holder, { aud: `${issuerUrl}/aldermoor`, iat: now(), nonce })
      return ask('POST', '/credential', { authorization: `Bearer ${token}` }, credentialBody(proof, { credential_configuration_id: configurationId }))
    }
  }

  async function isSignedByPublishedKey(jwt: string): Promise<boolean> {
    const [header = '', payload = '', signature = ''] = (jwt.split('~')[0] ?? '').split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
    const key = findVerificationKey((await publishedDocument(config.network.ledger, kid.split('#')[0] ?? '')).document, kid, 'assertionMethod')
    return key !== null && verifyEs256(importP256(key), `${header}.${payload}`, signature)
  }

  it.each(['residency-sd-jwt', 'residency-jwt-vc'])('%s is signed in the module, by the key that the ledger publishes', async (configurationId) => {
    const answer = await (await redeem(`in-module-${configurationId}`, configurationId))()
    expect(answer.statusCode).toBe(200)
    expect(await isSignedByPublishedKey(answer.json().credentials[0].credential)).toBe(true)
  })

  it('F-21: while the module is gone signing alone is unavailable, and goes on without a restart', async () => {
    expect(await isSignedByPublishedKey((await ask('GET', '/status-lists/1')).body)).toBe(true)
    const request = await redeem('cut-off', 'residency-sd-jwt')
    hsm.remove()
    const refused = await Promise.all([request(), (await redeem('another', 'residency-jwt-vc'))()])
    for (const answer of refused) {
      expect(answer.statusCode).toBe(503)
      expect(answer.headers['retry-after']).toBeDefined()
      expect(answer.json()).toEqual({ error: 'temporarily_unavailable', error_description: 'The key that signs cannot be reached now. Nothing was lost; try again.' })
    }
    // What needs no signature, and what was signed before, is there.
    for (const path of ['/.well-known/openid-credential-issuer', '/status-lists/1']) expect((await ask('GET', path)).statusCode, path).toBeLessThan(500)
    expect((await issuer.app.inject('/health/ready')).statusCode).toBe(200)
    hsm.replace()
    await expect.poll(async () => (await request()).statusCode, { timeout: 60_000, interval: 200 }).toBe(200)
    const again = await request()
    expect(await isSignedByPublishedKey(again.json().credentials[0].credential)).toBe(true)
    expect(await isSignedByPublishedKey((await ask('GET', '/status-lists/1')).body)).toBe(true)
  })

  it('stops the start when the module holds no key of the name', async () => {
    const [authority] = config.network.authorities
    if (authority === undefined) throw new Error('no authority')
    const swapped = { ...authority, keys: { ...authority.keys, credential: authority.keys.status, status: authority.keys.credential } }
    await expect(createIssuer({ ...config, network: { ...config.network, authorities: [swapped] } }, { logger: quiet })).rejects.toThrow('is a status key and does not sign as credential')
  })
})
