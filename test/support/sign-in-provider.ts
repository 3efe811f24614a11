import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuthorizationConfig } from '@counterfoil/issuer/authorization-config'
import { freePort } from './free-port.ts'
import { PlainBrowser } from './plain-browser.ts'
import { root } from './source-files.ts'
import { until } from './until.ts'

export interface SignInProvider {
  /** What an issuer must know of it. */
  readonly signIn: AuthorizationConfig['signIn']
  close(): Promise<void>
}

/** The demonstration's sign-in in a process of its own, where citizens' services show themselves by a key. */
export async function startSignInProvider(folder: string, issuerUrl: string, others: readonly object[] = []): Promise<SignInProvider> {
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
  writeFileSync(clientsFile, JSON.stringify([client, ...others]))
  const running = spawn(process.execPath, [join(root, 'examples/sign-in/src/main.ts')], {
    env: { PATH: process.env['PATH'] ?? '', OIDC_ISSUER_URL: url, CLIENTS_FILE: clientsFile, DATA_DIR: join(folder, 'data'), PORT: `${port}`, HOST: 'localhost' },
    stdio: 'ignore',
  })
  await until(async () => (await fetch(`${url}/health/ready`)).ok)
  return {
    signIn: { issuerUrl: url, clientId: client.client_id, key: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256' }, scope: 'openid', vectorsOfTrust: ['Cl.Cm'], trustmark: `${url}/trustmark`, identityService: null, subjectClaim: 'sub' },
    close: async () => {
      running.kill('SIGTERM')
      await once(running, 'exit')
    },
  }
}

/** Signs in as somebody and decides; answers where the wallet is sent. */
export async function signInAndDecide(authorizationUrl: string, person: string, decision: 'allow' | 'cancel' | 'freeze'): Promise<URL> {
  const browser = new PlainBrowser()
  const door = await browser.follow(authorizationUrl)
  const choice = await browser.follow(door.address, { person })
  const csrf = /name="csrf" value="([^"]+)"/.exec(choice.page)?.[1] ?? ''
  const { address } = await browser.follow(choice.address, { csrf, decision })
  return new URL(address)
}
