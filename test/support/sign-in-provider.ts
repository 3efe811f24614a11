import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuthorizationConfig } from '@counterfoil/issuer/authorization-config'
import { freePort } from './free-port.ts'
import { root } from './source-files.ts'
import { until } from './until.ts'

export interface SignInProvider {
  /** What an issuer must know of it. */
  readonly signIn: AuthorizationConfig['signIn']
  close(): Promise<void>
}

/** The demonstration's sign-in in a process of its own, where citizens' services show themselves by a key. */
export async function startSignInProvider(folder: string, issuerUrl: string): Promise<SignInProvider> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const clientsFile = join(folder, 'clients.json')
  const client = {
    client_id: 'counterfoil-citizens',
    redirect_uris: [`${issuerUrl}/collect/signed-in`],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
  }
  writeFileSync(clientsFile, JSON.stringify([client]))
  const running = spawn(process.execPath, [join(root, 'examples/sign-in/src/main.ts')], {
    env: { PATH: process.env['PATH'] ?? '', OIDC_ISSUER_URL: url, CLIENTS_FILE: clientsFile, DATA_DIR: join(folder, 'data'), PORT: `${port}`, HOST: 'localhost' },
    stdio: 'ignore',
  })
  await until(async () => (await fetch(`${url}/health/ready`)).ok)
  return {
    signIn: { issuerUrl: url, clientId: client.client_id, key: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256' }, scope: 'openid', vectorsOfTrust: ['Cl.Cm'], subjectClaim: 'sub' },
    close: async () => {
      running.kill('SIGTERM')
      await once(running, 'exit')
    },
  }
}

/** A citizen's browser without scripts: cookies for each origin, redirects one by one. */
export class PlainBrowser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async ask(address: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const { origin } = new URL(address)
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin', ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return answer
  }

  /** Follows redirects until there is a page, or the address of somebody who isn't of this machine. */
  async follow(address: string, form?: Readonly<Record<string, string>>): Promise<{ readonly address: string; readonly page: string }> {
    let here = address
    let sent = form
    for (let hops = 0; hops < 20; hops += 1) {
      if (new URL(here).hostname !== 'localhost') return { address: here, page: '' }
      const answer = await this.ask(here, sent)
      const location = answer.headers.get('location')
      if (location === null) return { address: here, page: await answer.text() }
      here = new URL(location, here).href
      sent = undefined
    }
    throw new Error('redirected for ever')
  }
}

/** Signs in as somebody and decides; answers where the wallet is sent. */
export async function signInAndDecide(authorizationUrl: string, person: string, decision: 'allow' | 'cancel'): Promise<URL> {
  const browser = new PlainBrowser()
  const door = await browser.follow(authorizationUrl)
  const choice = await browser.follow(door.address, { person })
  const csrf = /name="csrf" value="([^"]+)"/.exec(choice.page)?.[1] ?? ''
  const { address } = await browser.follow(choice.address, { csrf, decision })
  return new URL(address)
}
