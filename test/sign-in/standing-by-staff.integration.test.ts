import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { staffSignInOidc } from '@counterfoil/issuer/adapters/staff-sign-in-oidc'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, type Scene } from '../issuer/issuer-scene.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { PlainBrowser } from '../support/plain-browser.ts'
import { startSignInProvider, type SignInProvider } from '../support/sign-in-provider.ts'
import { until } from '../support/until.ts'

// The demonstration's provider in a process of its own, and an issuer that it can reach.

const folder = temporaryFolder()
// The provider's tokens are of today.
const clock = fixedClock(Math.floor(Date.now() / 1000))
const client = { clientId: 'counterfoil-issuer', clientSecret: 'a secret that both of them have' }
let url = ''
let provider: SignInProvider
let scene: Scene
beforeAll(async () => {
  const port = await freePort()
  url = `http://localhost:${port}`
  const redirectUri = `${url}/staff/signed-in`
  provider = await startSignInProvider(join(folder.path, 'sign-in'), url, [
    { client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri], backchannel_logout_uri: `${url}/staff/back-channel-logout`, backchannel_logout_session_required: true },
  ])
  const logger = Object.assign(createLogger('issuer'), { level: 'silent' })
  mkdirSync(join(folder.path, 'issuer'))
  const signIn = staffSignInOidc({ issuerUrl: provider.signIn.issuerUrl, ...client, redirectUri, groups: null, clock, logger })
  // The scene's issuer has an address of its own, and this is where it can be reached.
  scene = await openScene({ clock, folder: join(folder.path, 'issuer'), signIn: { ...signIn, finish: ({ pathname, search }, checks) => signIn.finish(new URL(`${pathname}${search}`, url), checks) } })
  await scene.issuer.app.listen({ port, host: 'localhost' })
})
afterAll(async () => {
  await scene.close()
  await provider.close()
  folder.remove()
})

async function signedIn(person: string): Promise<PlainBrowser> {
  const browser = new PlainBrowser()
  const door = await browser.follow(`${url}/staff/sign-in`)
  const { status, address } = await browser.follow(door.address, { person })
  expect([status, new URL(address).origin]).toEqual([200, url])
  return browser
}
const statusFor = async (browser: PlainBrowser): Promise<number> => (await browser.ask(`${url}/staff/prints`)).status
const tellOf = (...people: readonly object[]): void => writeFileSync(join(folder.path, 'sign-in', 'data', 'people.json'), JSON.stringify(people))

describe('ADM-05 with the demonstration\'s provider', () => {
  it('is out when they have signed out there, and others aren\'t', async () => {
    const [browser, other] = [await signedIn('raj'), await signedIn('una')]
    expect(await statusFor(browser)).toBe(200)
    const { page, address } = await browser.follow(`${provider.signIn.issuerUrl}/session/end`)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? expect.fail(page)
    await browser.follow(new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', address).href, { xsrf, logout: 'yes' })
    await until(async () => (await statusFor(browser)) === 401)
    expect(await statusFor(other)).toBe(200)
    const ended = await scene.rows<{ reason: string }>("SELECT reason FROM audit_entries WHERE event = 'session.ended' AND actor = 'sign-in' ORDER BY sequence DESC LIMIT 1")
    expect(ended).toEqual([{ reason: 'provider_logout' }])
  })

  it.each([
    ['a role that changed', 'sam', { staff: { authority: 'aldermoor', roles: ['auditor'] } }],
    ['a role that was taken away', 'priya', {}],
    ['an account that was closed', 'tom', { staff: { authority: 'aldermoor', roles: ['catalogue-editor'] }, closed: true }],
  ])('is out at the first request after it was asked about %s', async (_, id, change) => {
    const [browser, other] = [await signedIn(id), await signedIn('una')]
    clock.advance(300)
    expect([await statusFor(browser), await statusFor(other)]).toEqual([200, 200])
    tellOf({ id, name: 'Somebody', email: 'somebody@aldermoor.example', ...change })
    clock.advance(300)
    expect([await statusFor(browser), await statusFor(other)]).toEqual([401, 200])
    expect(await statusFor(browser)).toBe(401)
  })
})
