import type { FastifyInstance } from 'fastify'
import { openWebsite, StubVerifier } from '../council-website/visit-website.ts'
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
  const { cookie, csrf } = await openDesk(scene)
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

export const openEdges = (): Promise<readonly Edge[]> => Promise.all([issuerEdge(), verifierEdge(), websiteEdge(), registrarEdge()])
