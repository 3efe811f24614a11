import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { PlainBrowser } from '../support/plain-browser.ts'
import { watch, type Watched } from '../support/watched.ts'
import { pkce } from './authorizing-scene.ts'
import { fetchFrom } from './issuer-scene.ts'
import { realDeployment } from './real-network.ts'
import { openSigningInNetwork, type SigningInNetwork } from './signing-in-network.ts'

// The local provider is shaped as GOV.UK One Login: Ada has proven who she is there, Bryn has not.

const clientId = 'https://wallet.example'
const redirectUri = 'https://wallet.example/callback'

let network: SigningInNetwork
let issuer: Issuer
let watched: Watched
const logged: string[] = []
beforeAll(async () => {
  network = await openSigningInNetwork()
  const { authorization } = network.config
  if (authorization === undefined || authorization === null) throw new Error('nobody signs in')
  const signIn = { ...authorization.signIn, vectorsOfTrust: ['Cl.Cm.P2'], identityService: authorization.signIn.issuerUrl }
  const logger = createLogger('issuer', { write: (line: string) => void logged.push(line) })
  issuer = await createIssuer({ ...network.config, port: network.port, authorization: { ...authorization, signIn } }, { logger })
  await issuer.app.listen({ port: network.port, host: 'localhost' })
  watched = watch({ deployment: () => realDeployment(network.folder, network.config, { fetch: fetchFrom(issuer), markers: [{ name: 'date of birth of the identity', value: '1970-01-31' }] }), settle: () => issuer.sweep(), unseen: ['INV-20'] })
})
afterAll(async () => {
  await watched.end()
  await issuer.close()
  await network.close()
})

/** A citizen's browser that signed in as somebody, where it has come to then. */
async function comeAs(person: string) {
  const issuerId = `${network.config.issuerUrl}/aldermoor`
  const request = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 'here', scope: 'residency', code_challenge: pkce().challenge, code_challenge_method: 'S256' }
  const { request_uri: pushed } = (await (await fetch(`${issuerId}/par`, { method: 'POST', body: new URLSearchParams(request) })).json()) as { request_uri: string }
  const browser = new PlainBrowser()
  const door = await browser.follow(`${issuerId}/authorize?${new URLSearchParams({ client_id: clientId, request_uri: pushed }).toString()}`)
  return { browser, arrival: await browser.follow(door.address, { person }) }
}

describe('a council that asks for a confirmed identity', () => {
  it('goes on with who has one at the provider, and sends their wallet a code', async () => {
    const { browser, arrival } = await comeAs('ada')
    expect(arrival.page).toContain('Add this credential to your wallet?')
    const csrf = /name="csrf" value="([^"]+)"/.exec(arrival.page)?.[1] ?? ''
    expect(new URL((await browser.follow(arrival.address, { csrf, decision: 'allow' })).address).searchParams.get('code')).toMatch(/^[\w-]{43}$/)
  })

  it('tells who has none, in both languages, what to do, and tells their wallet that nothing comes', async () => {
    const { browser, arrival } = await comeAs('bryn')
    expect(arrival.page).toContain('We can’t be sure enough that it is you')
    expect(arrival.page).not.toContain('id="allow"')
    expect((await browser.follow(`${arrival.address}?language=cy`)).page).toContain('Ni allwn fod yn ddigon sicr mai chi sydd yno')
    const csrf = /name="csrf" value="([^"]+)"/.exec(arrival.page)?.[1] ?? ''
    // Whatever their browser sends.
    expect((await browser.ask(arrival.address, { csrf, decision: 'allow' })).status).toBeGreaterThanOrEqual(400)
    const back = new URL((await browser.follow(arrival.address, { csrf, decision: 'cancel' })).address)
    expect([back.searchParams.get('error'), back.searchParams.get('state')]).toEqual(['access_denied', 'here'])
  })

  it('freezes nothing for who has none, and says why', async () => {
    const browser = new PlainBrowser()
    const door = await browser.follow(`${network.config.issuerUrl}/aldermoor/freeze`)
    const arrival = await browser.follow(door.address, { person: 'bryn' })
    expect([arrival.status, arrival.page.includes('We can’t be sure enough that it is you')]).toEqual([403, true])
  })

  it('writes nothing of it into its log', async () => {
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join('\n')).not.toMatch(/Sampleby|1970-01-31|GivenName|eyJ/)
  })
})
