import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationServerMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { signInOfferObject, type SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToSignIn, type ReceivedOffer } from '@counterfoil/wallet/use-cases/receive-offer'
import { json, type SentRequest } from './stub-internet.ts'
import { issueCredential, keysOfProofs, partsOfJwt, publishOffer, type CredentialChanges } from './stub-issuer.ts'
import { startWalletWorld, type WalletWorld } from './wallet-world.ts'

export const issuer = 'https://issuer.example/aldermoor'
export const offer: SignInOffer = { credentialIssuer: issuer, configurationIds: ['residency-sd-jwt'], issuerState: 'state-of-the-issuer' }
const metadata = authorizationServerMetadata(issuer, { scopes: ['residency'], clientAuthentication: ['none'] })

/** A council where one can sign in. As issuers do, each of its endpoints wants its own nonce in the proof first. */
export async function startSignInWorld(changes: { readonly server?: JsonObject; readonly metadata?: (value: JsonObject) => unknown; readonly credential?: CredentialChanges; readonly token?: (request: SentRequest) => Response } = {}): Promise<WalletWorld> {
  const world = await startWalletWorld()
  publishOffer(world, { offer: () => signInOfferObject(offer), server: () => ({ ...metadata, ...changes.server }), ...(changes.metadata === undefined ? {} : { metadata: changes.metadata }) })
  const withNonce = (answer: (request: SentRequest) => Response) => (request: SentRequest): Response => {
    if (payloadOf(request)['nonce'] === 'nonce-of-the-server') return answer(request)
    const headers = { 'dpop-nonce': 'nonce-of-the-server', 'www-authenticate': 'DPoP error="use_dpop_nonce"' }
    return Response.json({ error: 'use_dpop_nonce' }, { status: request.url.endsWith('/credential') ? 401 : 400, headers })
  }
  const issued = (request: SentRequest): Response => json({ credentials: keysOfProofs(request).map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk, changes.credential) })), notification_id: 'n1' })
  world.internet.on(`${issuer}/par`, withNonce(() => json({ request_uri: 'urn:ietf:params:oauth:request_uri:r1', expires_in: 60 }, 201)))
  // As ours does: a code that is shown again, once its answer has left, is worth nothing any more.
  let used = false
  const once = (): Response => {
    if (used) return json({ error: 'invalid_grant' }, 400)
    used = true
    return json({ access_token: 't1', token_type: 'DPoP', expires_in: 300 })
  }
  world.internet.on(`${issuer}/token`, withNonce(changes.token ?? once))
  world.internet.on(`${issuer}/credential`, withNonce(issued))
  world.internet.on(`${issuer}/notification`, withNonce(() => new Response(null, { status: 204 })))
  return world
}

export const payloadOf = ({ dpop }: SentRequest): JsonObject => (dpop === null ? {} : (partsOfJwt(dpop)[1] ?? {}))
export const lastTo = ({ internet }: WalletWorld, path: string): SentRequest => internet.sentTo(`${issuer}${path}`).at(-1) ?? raise()
export const formOf = ({ body }: SentRequest): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

export function raise(): never {
  throw new Error('Nothing was sent there.')
}

export async function receive({ wallet }: WalletWorld): Promise<ReceivedOffer<SignInOffer>> {
  const received = await wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify(signInOfferObject(offer)))}`))
  return isToSignIn(received) ? received : raise()
}

/** Leaves for the council, and says with what the citizen comes back when they agreed. */
export async function leave(world: WalletWorld): Promise<Record<string, string>> {
  await world.wallet.beginSignIn(await receive(world), 'cy')
  return { code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? '' }
}

export const linkOf = (answer: Readonly<Record<string, string>>): string => `?${new URLSearchParams(answer).toString()}`
