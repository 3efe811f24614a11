import { hash, timingSafeEqual } from 'node:crypto'
import Provider, { errors, interactionPolicy, type Adapter, type ClientMetadata, type Configuration, type ExternalSigningKey, type KoaContextWithOIDC } from 'oidc-provider'
import type { Random } from '@counterfoil/shared/kernel/random'
import { claimNames, evidenceType } from '../domain/identity-claims.ts'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Subjects } from '../ports.ts'
import { signInSeconds } from './sign-ins.ts'

export interface ProtocolParts {
  readonly issuer: string
  readonly parties: readonly RelyingParty[]
  readonly trustFramework: string
  readonly keys: readonly ExternalSigningKey[]
  readonly adapter: (model: string) => Adapter
  readonly subjects: Subjects
  readonly random: Random
  /** The page for whom no relying party can be told, in the language of the request. */
  readonly renderError: (error: string, query: URLSearchParams) => string
  readonly pageHeaders: Readonly<Record<string, string>>
}

const { Check, Prompt } = interactionPolicy

/** Somebody signs in by each answer of their wallet, and never because they did before: `prompt=none` can't succeed. */
const everyTime = new Prompt(
  { name: 'login', requestable: true },
  new Check('wallet_answer', 'a wallet has to answer each time', 'login_required', ({ oidc }) => (oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT)),
)

/** A relying party gets what its form asks for, and asks for that. */
function mustAskForItsForm({ oidc: { client } }: KoaContextWithOIDC, scope: string | undefined): void {
  const asked = new Set(scope?.split(' '))
  const form = client?.scope ?? ''
  if (form.split(' ').some((one) => !asked.has(one))) throw new errors.InvalidScope(`the scope of this client is: ${form}`, scope ?? '')
}

/** What a relying party may say as it likes is kept until the citizen is back, so it is short. */
const freeTexts = ['state', 'nonce', 'login_hint', 'acr_values', 'ui_locales', 'id_token_hint', 'display'] as const
const longestText = 512

const mustBeShort = (name: string) =>
  function mustNotBeLong(_context: KoaContextWithOIDC, text: string | undefined): void {
    if (text !== undefined && text.length > longestText) throw new errors.InvalidRequest(`${name} is longer than ${longestText} characters`)
  }

/** The protocol: authorization code with PKCE and an ID token, and nothing else of all that there is. @see OpenID Connect Core 1.0, section 3.1 */
export function createProtocol(parts: ProtocolParts): Provider {
  const provider = new Provider(parts.issuer, configurationOf(parts))
  // What it is told of its own address is set for each request, from the configuration.
  provider.proxy = true
  const secrets = new Map(parts.parties.flatMap(({ clientId, authentication }) => (authentication.method === 'client_secret_basic' ? [[clientId, Buffer.from(authentication.secretSha256, 'hex')] as const] : [])))
  // Secrets are known by their digests alone.
  Object.assign(provider.Client.prototype, {
    compareClientSecret(this: { readonly clientId: string }, given: string): boolean {
      const known = secrets.get(this.clientId)
      return known !== undefined && timingSafeEqual(known, hash('sha256', given, 'buffer'))
    },
  })
  return provider
}

function configurationOf({ parties, trustFramework, keys, adapter, subjects, random, renderError, pageHeaders }: ProtocolParts): Configuration {
  const formScopes = [...new Set(parties.map(({ form }) => form))]
  return {
    adapter,
    clients: parties.map(clientOf),
    jwks: { keys: [...keys] },
    // Whoever is signing in when the process ends has to begin anew: keys need not outlive it.
    cookies: { keys: [random.secret(32)], names: { session: 'cf_openid_session', interaction: 'cf_openid_sign_in', resume: 'cf_openid_resume' }, long: { httpOnly: true, sameSite: 'lax', signed: true }, short: { httpOnly: true, sameSite: 'lax', signed: true } },
    scopes: ['openid', ...formScopes],
    claims: { openid: ['sub'], ...Object.fromEntries(formScopes.map((scope) => [scope, [...claimNames]])) },
    // The ID token is the one answer: what it says is forgotten when it is made.
    conformIdTokenClaims: false,
    subjectTypes: ['pairwise'],
    // It was drawn for this sign-in.
    pairwiseIdentifier: async (_context, subject) => subject,
    pkce: { required: () => true },
    // @see OpenID Connect Core 1.0, section 3.1.2.1
    allowOmittingSingleRegisteredRedirectUri: false,
    responseTypes: ['code'],
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
    clientDefaults: { grant_types: ['authorization_code'], response_types: ['code'], id_token_signed_response_alg: 'ES256', subject_type: 'pairwise' },
    discovery: { verified_claims_supported: true, trust_frameworks_supported: [trustFramework], evidence_supported: [evidenceType], ui_locales_supported: ['en', 'cy'] },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    },
    interactions: { policy: [everyTime], url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: signInSeconds, Session: signInSeconds, Grant: 120, AuthorizationCode: 60, AccessToken: 60, IdToken: 300 },
    expiresWithSession: () => false,
    extraParams: { scope: mustAskForItsForm, ...Object.fromEntries(freeTexts.map((name) => [name, mustBeShort(name)])) },
    findAccount: (_context, subject) => {
      const claims = subjects.find(subject)
      return claims === null ? undefined : { accountId: subject, claims: () => ({ sub: subject, ...claims }) }
    },
    // The wallet asked the citizen, and showed them what would be told to whom.
    loadExistingGrant: async ({ oidc: { client, session, provider } }) => {
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope(client.scope ?? 'openid')
      await grant.save()
      return grant
    },
    renderError: (context: KoaContextWithOIDC, out: { readonly error: string }) => {
      context.set(pageHeaders)
      context.type = 'html'
      context.body = renderError(out.error, new URLSearchParams(context.querystring))
    },
  }
}

const clientOf = ({ clientId, name, form, redirectUris, authentication }: RelyingParty): ClientMetadata => ({
  client_id: clientId,
  client_name: name.en,
  redirect_uris: [...redirectUris],
  scope: `openid ${form}`,
  response_modes: ['query', 'fragment'],
  token_endpoint_auth_method: authentication.method,
  ...(authentication.method === 'private_key_jwt' ? { token_endpoint_auth_signing_alg: 'ES256' as const, jwks: { keys: authentication.keys.map((key) => ({ ...key, alg: 'ES256', use: 'sig' })) } } : { client_secret: authentication.secretSha256 }),
})
