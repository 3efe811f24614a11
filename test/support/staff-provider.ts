import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'

export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
export const staffClient = { clientId: 'counterfoil-issuer', clientSecret: 'a secret that this client and the provider share' }

/** What somebody signs in as; the nonce is that of their sign-in. */
export interface StaffAccount {
  readonly sub: string
  readonly sid: string
  readonly roles: readonly string[]
  readonly authority?: string
}

/** What the provider does when it is asked anew. `silent`: its answer has no ID token, and what it tells is at the userinfo endpoint; `half_silent`: which is away. `lost`: its answer never arrives. */
export type Anew = 'stands_by' | 'silent' | 'half_silent' | 'lost' | 'closed' | 'another' | 'away' | 'confused' | { readonly roles?: readonly string[]; readonly authority?: string }

/** A council's provider in this process: it says of people what a test wants it to say. */
export async function staffProvider() {
  const pair = await generateKeyPair('ES256')
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'the-provider', alg: 'ES256', use: 'sig' }
  const state = { anew: 'stands_by' as Anew, refreshTokens: true, asked: [] as string[], issued: 0, url: '' }
  const accounts = new Map<string, StaffAccount>()
  const claimsOf = ({ sub, sid, roles, authority = 'aldermoor' }: StaffAccount) => ({ sub, sid, name: 'Sam Sign', counterfoil_authority: authority, roles: [...roles] })
  const idToken = (claims: JWTPayload): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ iss: state.url, aud: staffClient.clientId, iat: now, exp: now + 120, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'the-provider' }).sign(pair.privateKey)
  }
  const refreshTokenFor = (account: StaffAccount): object => {
    if (!state.refreshTokens) return {}
    state.issued += 1
    accounts.set(`refresh-${state.issued}`, account)
    return { refresh_token: `refresh-${state.issued}` }
  }
  const answerTo = async (form: URLSearchParams): Promise<readonly [number, object]> => {
    if (form.get('grant_type') === 'authorization_code') {
      const { nonce, ...account } = JSON.parse(Buffer.from(form.get('code') ?? '', 'base64url').toString()) as StaffAccount & { readonly nonce: string }
      return [200, { access_token: account.sub, token_type: 'Bearer', id_token: await idToken({ ...claimsOf(account), nonce }), ...refreshTokenFor(account) }]
    }
    const shown = form.get('refresh_token') ?? ''
    state.asked.push(shown)
    const account = accounts.get(shown)
    const { anew } = state
    if (anew === 'away') return [503, {}]
    if (anew === 'confused') return [401, { error: 'invalid_client' }]
    // Each is good once, as the strictest providers have it.
    accounts.delete(shown)
    if (anew === 'closed' || account === undefined) return [400, { error: 'invalid_grant' }]
    const now = typeof anew === 'object' ? { ...account, ...anew } : anew === 'another' ? { ...account, sub: 'somebody-else' } : account
    return [200, { access_token: now.sub, token_type: 'Bearer', ...(anew === 'silent' || anew === 'half_silent' ? {} : { id_token: await idToken(claimsOf(now)) }), ...refreshTokenFor(now) }]
  }
  const server = createServer((request, response) => {
    void (async () => {
      let text = ''
      for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString()
      const say = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (request.url === '/.well-known/openid-configuration') say(200, { issuer: state.url, authorization_endpoint: `${state.url}/authorize`, token_endpoint: `${state.url}/token`, userinfo_endpoint: `${state.url}/me`, jwks_uri: `${state.url}/jwks`, id_token_signing_alg_values_supported: ['ES256', 'HS256'], response_types_supported: ['code'], subject_types_supported: ['public'] })
      else if (request.url === '/jwks') say(200, { keys: [publicJwk] })
      else if (request.url === '/me' && state.anew === 'half_silent') say(503, {})
      else if (request.url === '/me') say(200, claimsOf({ sub: String(request.headers.authorization).slice('Bearer '.length), sid: 'x', roles: ['caseworker'] }))
      else {
        const answer = await answerTo(new URLSearchParams(text))
        if (state.anew === 'lost') response.destroy()
        else say(...answer)
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  state.url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    state,
    key: pair.privateKey,
    /** What a browser brings back from it. */
    codeFor: (account: StaffAccount, nonce: string): string => Buffer.from(JSON.stringify({ ...account, nonce })).toString('base64url'),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

export type StaffProvider = Awaited<ReturnType<typeof staffProvider>>
