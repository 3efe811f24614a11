import { Openid4vciClient, Openid4vciVersion, setGlobalConfig } from '@openid4vc/openid4vci'
import { clientAuthenticationAnonymous } from '@openid4vc/oauth2'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

const notNeeded = (): never => {
  throw new Error('Reading metadata needs no cryptography.')
}

/**
 * Has the OpenWallet Foundation's library read our metadata as a wallet would, and throws unless it takes it for
 * OpenID4VCI 1.0 with every configuration known: its union of drafts would take much else. Nothing leaves the process.
 */
export async function mustBeRecognised(metadata: { readonly identifier: string; readonly credentialIssuer: JsonObject; readonly authorizationServer: JsonObject | null; readonly outsideServer?: string | null }): Promise<void> {
  // The library refuses http everywhere else than in configuration; a neighbourhood on one machine has nothing else.
  setGlobalConfig({ allowInsecureUrls: metadata.identifier.startsWith('http:') })
  const { identifier, credentialIssuer, authorizationServer, outsideServer = null } = metadata
  const pages = new Map<string, JsonObject>([[wellKnown(identifier, 'openid-credential-issuer'), credentialIssuer]])
  const serverPage = (server: string): string => wellKnown(server, 'oauth-authorization-server')
  if (authorizationServer !== null) pages.set(serverPage(identifier), authorizationServer)
  // What somebody else's server says of itself is theirs; that it says something is enough.
  if (outsideServer !== null) pages.set(serverPage(outsideServer), { issuer: outsideServer, token_endpoint: `${outsideServer}/token` })
  const fetchOwn = async (address: unknown): Promise<Response> => {
    const page = pages.get(String(address))
    return page === undefined ? new Response(null, { status: 404 }) : Response.json(page)
  }
  const client = new Openid4vciClient({
    callbacks: { fetch: fetchOwn, hash: notNeeded, signJwt: notNeeded, generateRandom: notNeeded, clientAuthentication: clientAuthenticationAnonymous() },
  })
  const read = await client.resolveIssuerMetadata(metadata.identifier)
  if (read.originalDraftVersion !== Openid4vciVersion.V1) throw new Error(`The metadata of ${metadata.identifier} is not recognised as OpenID4VCI 1.0.`)
  const unknown = Object.keys(metadata.credentialIssuer['credential_configurations_supported'] as object).filter((id) => !Object.hasOwn(read.knownCredentialConfigurations, id))
  if (unknown.length > 0) throw new Error(`Wallets would not know these credential configurations: ${unknown.join(', ')}.`)
  if (read.authorizationServers.length !== pages.size - 1) throw new Error(`The authorization server metadata of ${metadata.identifier} is not found by wallets.`)
}

/** @see OpenID4VCI 1.0, section 12.2.2; RFC 8414, section 3.1 */
function wellKnown(identifier: string, name: string): string {
  const { origin, pathname } = new URL(identifier)
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}`
}
