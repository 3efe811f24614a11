import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { staffRoles } from '@counterfoil/issuer/domain/staff-member'
import { createOpenIdProvider } from '@counterfoil/openid-provider/assemble'
import type { RelyingParty } from '@counterfoil/openid-provider/domain/relying-party'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { StubVerifier } from '../council-website/stub-verifier.ts'
import { config as websiteConfig, openWebsite } from '../council-website/visit-website.ts'
import { openAuthorizingScene } from '../issuer/authorizing-scene.ts'
import { openDesk } from '../issuer/staff-desk.ts'
import { foundNetwork } from '../registrar/registrar-scene.ts'
import { openRegistrarService, tokenOf } from '../registrar/registrar-service.ts'
import { startVerifierWorld } from '../verifier/support/world.ts'

/** A service as anybody finds it: its routes, and what somebody who is known to it sends along. */
export interface Edge {
  readonly name: string
  readonly app: FastifyInstance
  readonly known: Readonly<Record<string, string>>
  /** What a form of theirs must hold. */
  readonly formToken: Readonly<Record<string, string>>
  close(): Promise<void>
}

const cookieOf = (header: string | string[] | undefined): string => String(header).split(';')[0] ?? ''

async function issuerEdge(): Promise<Edge> {
  const scene = await openAuthorizingScene()
  const { cookie, csrf } = await openDesk(scene, `aldermoor:${staffRoles.join(',')}`)
  const { accessToken } = await scene.redeemed()
  return {
    name: 'issuer',
    app: scene.issuer.app,
    known: { cookie, 'sec-fetch-site': 'same-origin', authorization: `Bearer ${accessToken}` },
    formToken: { csrf },
    close: async () => {
      await scene.close()
      scene.erase()
    },
  }
}

async function verifierEdge(): Promise<Edge> {
  const world = await startVerifierWorld()
  return { name: 'verifier', app: world.verifier().app, known: { authorization: `Bearer ${world.apiKey('aldermoor')}` }, formToken: {}, close: () => world.close() }
}

async function websiteEdge(): Promise<Edge> {
  const app = await openWebsite(new StubVerifier())
  const page = await app.inject({ method: 'GET', url: '/aldermoor/blue-badge-renewal' })
  return {
    name: 'council website',
    app,
    known: { cookie: cookieOf(page.headers['set-cookie']), 'sec-fetch-site': 'same-origin' },
    formToken: { _csrf: /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '' },
    close: () => app.close(),
  }
}

async function registrarEdge(): Promise<Edge> {
  const network = await foundNetwork()
  const service = await openRegistrarService(network.folder)
  return {
    name: 'registrar',
    app: service.app,
    known: { authorization: `Bearer ${tokenOf('operator')}` },
    formToken: {},
    close: async () => {
      await service.close()
      await network.close()
    },
  }
}

async function openIdEdge(): Promise<Edge> {
  const folder = mkdtempSync('/tmp/counterfoil-edge-')
  const kek = join(folder, 'kek')
  writeFileSync(kek, randomBytes(32).toString('hex'))
  const { network, walletUrl, verifierUrl, httpLimits } = websiteConfig
  const party: RelyingParty = { clientId: 'badges', name: { en: 'Badges', cy: 'Bathodynnau' }, authority: 'aldermoor', form: 'blue-badge-renewal', website: 'https://badges.example/', redirectUris: ['https://badges.example/signed-in'], authentication: { method: 'client_secret_basic', secretSha256: hash('sha256', 'secret') }, apiKey: 'key-of-aldermoor' }
  const provider = await createOpenIdProvider(
    { providerUrl: 'http://localhost:5665', verifierUrl, walletUrl, network, parties: [party], trustFramework: 'counterfoil', dataDir: folder, keyCustody: envelopesUnder(kek), httpLimits, port: 0, host: 'localhost' },
    { fetch: new StubVerifier().fetch, logger: createLogger('openid-provider', { write: () => undefined }) },
  )
  return {
    name: 'OpenID Provider',
    app: provider.app,
    known: { 'sec-fetch-site': 'same-origin', authorization: `Basic ${btoa('badges:secret')}` },
    formToken: { client_id: 'badges', response_type: 'code', redirect_uri: 'https://badges.example/signed-in' },
    close: async () => {
      await provider.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const openEdges = (): Promise<readonly Edge[]> => Promise.all([issuerEdge(), verifierEdge(), websiteEdge(), registrarEdge(), openIdEdge()])
