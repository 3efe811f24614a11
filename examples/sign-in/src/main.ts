import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import { runService, type Running } from '@counterfoil/service-kit/system/lifecycle'
import { parseFormBody } from '@counterfoil/service-kit/http/form-body'
import { readConfig } from './config.ts'
import { coreIdentityClaim, identityService, type IdentityService } from './core-identity.ts'
import { loginPage, style } from './login-page.ts'
import { peopleIn, type Person } from './people.ts'
import { ensureProviderKeys } from './provider-keys.ts'

const hour = 3600

function configuration(given: readonly ClientMetadata[], dataDir: string, identities: IdentityService): Configuration {
  const { jwks, cookieKeys } = ensureProviderKeys(dataDir)
  const clients = given.map((client) => ({
    token_endpoint_auth_method: 'client_secret_basic' as const,
    ...client,
    grant_types: ['authorization_code', ...(client.backchannel_logout_uri === undefined ? [] : ['refresh_token'])],
    response_types: ['code' as const],
    id_token_signed_response_alg: 'ES256' as const,
  }))
  return {
    clients,
    jwks: jwks,
    cookies: { keys: [...cookieKeys], names: { session: 'cf_oidc', interaction: 'cf_oidc_interaction', resume: 'cf_oidc_resume' } },
    // Vectors of trust, as GOV.UK One Login takes and tells them. @see RFC 8485
    extraParams: ['vtr'],
    claims: { openid: ['sub', 'vot', 'vtm'], [coreIdentityClaim]: null, profile: ['name', 'counterfoil_authority', 'roles'], email: ['email'] },
    scopes: ['openid', 'profile', 'email'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
    // As long as somebody is signed in here: services that hear of their leaving may ask whether they are still who they were.
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    // Who is told of it is on this machine.
    fetch: (url, options) => fetch(url, withoutGuard(options)),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 8 * hour, Grant: 8 * hour, Interaction: hour, AccessToken: hour, IdToken: hour, RefreshToken: 8 * hour, AuthorizationCode: 60 },
    findAccount: (context, id) => {
      const person = peopleIn(dataDir).find((one) => one.id === id)
      if (person === undefined) return undefined
      const { name, email, staff } = person
      const groups = staff === undefined ? {} : { counterfoil_authority: staff.authority, roles: [...staff.roles] }
      // Of identity the ID token says nothing.
      const identity = (use: string) => (use === 'userinfo' ? { [coreIdentityClaim]: identities.statementOf(person, context.oidc.client?.clientId ?? '') } : {})
      return { accountId: id, claims: (use) => ({ sub: id, vot: 'Cl.Cm', vtm: identities.trustmark, name, email, ...groups, ...identity(use) }) }
    },
    // Our own client needs no consent page: signing in is all that is asked.
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile email')
      grant.addOIDCClaims([coreIdentityClaim])
      await grant.save()
      return grant
    },
  }
}

/** The provider's own dispatcher lets nobody be called on this machine. */
const withoutGuard = ({ dispatcher: _guard, ...options }: RequestInit & { readonly dispatcher?: unknown } = {}): RequestInit => options

async function formOf(request: IncomingMessage): Promise<Readonly<Record<string, string>>> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString()
    if (text.length > 4096) return {}
  }
  return parseFormBody(text)
}

const everywhere = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), geolocation=(), microphone=()' }
const page = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:* https:; frame-ancestors 'none'; base-uri 'none'" }
const limits = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: 1000 }
const mostConnections = 1024
const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }

async function interact(provider: Provider, people: readonly Person[], request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  if (request.method === 'GET') {
    await provider.interactionDetails(request, response)
    response.writeHead(200, page).end(loginPage(path, people))
    return
  }
  const { person = '' } = path.endsWith('/cancel') ? {} : await formOf(request)
  const result = people.every(({ id }) => id !== person) ? { error: 'access_denied', error_description: 'Sign-in was cancelled.' } : { login: { accountId: person } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function sayThatItEnded(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(400, page).end('<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title><p>This sign-in has ended. Go back and start again.</p></html>')
}

async function start(): Promise<Running> {
  const config = readConfig()
  const identities = identityService(config.issuerUrl, config.dataDir)
  const provider = new Provider(config.issuerUrl, configuration(config.clients, config.dataDir, identities))
  const handle = provider.callback()
  const server = createServer(limits, (request, response) => {
    for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value)
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path === '/health/live' || path === '/health/ready') return void response.writeHead(200, json).end(JSON.stringify({ status: path.slice('/health/'.length) }))
    if (path === '/.well-known/did.json') return void response.writeHead(200, { ...json, 'cache-control': 'max-age=3600, private' }).end(JSON.stringify(identities.didDocument))
    if (path === '/sign-in.css') return void response.writeHead(200, { 'content-type': 'text/css', 'cache-control': 'max-age=3600' }).end(style)
    if (!path.startsWith('/interaction/')) return void handle(request, response)
    if (request.method !== 'GET' && request.method !== 'POST') return void response.writeHead(405, { ...page, allow: 'GET, POST' }).end()
    return void interact(provider, peopleIn(config.dataDir), request, response, path).catch(() => sayThatItEnded(response))
  })
  server.maxConnections = mostConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  return {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

runService('Sign-in', start)
