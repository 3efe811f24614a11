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
export async function mustBeRecognised(metadata: { readonly identifier: string; readonly credentialIssuer: JsonObject; readonly authorizationServer: JsonObject }): Promise<void> {
  // The library refuses http everywhere else than in configuration; a neighbourhood on one machine has nothing else.
  setGlobalConfig({ allowInsecureUrls: metadata.identifier.startsWith('http:') })
  const { origin, pathname } = new URL(metadata.identifier)
  const pages = new Map([
    [`${origin}/.well-known/openid-credential-issuer${pathname}`, metadata.credentialIssuer],
    [`${origin}/.well-known/oauth-authorization-server${pathname}`, metadata.authorizationServer],
  ])
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
  if (read.authorizationServers.length !== 1) throw new Error(`The authorization server metadata of ${metadata.identifier} is not found by wallets.`)
}
