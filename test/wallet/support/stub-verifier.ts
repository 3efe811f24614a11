import { decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { makeKey, signedJwt, type SigningKey, type StubCouncil } from './stub-council.ts'
import { json, typed, type Answer, type SentRequest } from './stub-internet.ts'
import { publishOffer, txCode, type IssuerChanges } from './stub-issuer.ts'
import { startOfWorld, vct, type StubWorld } from './stub-world.ts'
import type { WalletWorld } from './wallet-world.ts'
import { receiveToRedeem } from './receive-to-redeem.ts'

const words = (text: string) => ({ en: text, cy: text })

export const purpose = {
  form: words('Renew a Blue Badge'),
  purpose: words('To fill in your form'),
  lawful_basis: words('Public task'),
  retention: words('3 years'),
  contact: 'data-protection@aldermoor.example',
  optional: ['birth_date'],
}

/** The ids of all that a query asks for. */
const idsIn = ({ credentials = [] }: { readonly credentials?: readonly { readonly claims?: readonly { readonly id?: string }[] }[] }): string[] => credentials.flatMap(({ claims: asked = [] }) => asked.flatMap(({ id }) => id ?? []))

const paths = [['given_name'], ['family_name'], ['birth_date'], ['address', 'address_line_1'], ['address', 'postcode']]
const claims = paths.map((path) => ({ id: path.at(-1) ?? '', path }))

/** A query for residency, of which the date of birth may be left out. */
export const residencyQuery = (changes: object = {}) => ({
  id: 'residency',
  format: 'dc+sd-jwt',
  meta: { vct_values: [vct] },
  claims,
  claim_sets: [claims.map(({ id }) => id), claims.map(({ id }) => id).filter((id) => id !== 'birth_date')],
  ...changes,
})

const encryption = makeKey()
export const encryptionJwk = { ...encryption.jwk, kid: 'e1', alg: 'ECDH-ES', use: 'enc' }

export interface RequestChanges {
  readonly council?: StubCouncil
  readonly claims?: object
  /** Under which name it is asked, and where the request lies; those of the council unless it is said. */
  readonly clientId?: string
  readonly requestUri?: string
  readonly header?: object
  readonly signer?: SigningKey
  /** Takes the place of the address of the Request Object; gets what it would have answered. */
  readonly serve?: (jwt: string) => Response
  readonly query?: object
}

export const requestUriOf = (council: StubCouncil): string => `${council.listing.verifier}/requests/r1`
export const responseUriOf = (council: StubCouncil): string => `${council.listing.verifier}/responses/r1`
export const linkOf = (clientId: string, requestUri: string): string => `?client_id=${encodeURIComponent(clientId)}&request_uri=${encodeURIComponent(requestUri)}`

/** Puts a Request Object on the internet and lets its response address take anything; answers the request's link. */
export function publishRequest({ internet, aldermoor }: Pick<StubWorld, 'internet' | 'aldermoor'>, changes: RequestChanges = {}): string {
  const council = changes.council ?? aldermoor
  const { clientId = clientIdOfDid(council.listing.did), requestUri = requestUriOf(council) } = changes
  const payload = {
    aud: 'https://self-issued.me/v2',
    client_id: clientId,
    response_type: 'vp_token',
    response_mode: 'direct_post.jwt',
    response_uri: responseUriOf(council),
    nonce: 'n-0123456789abcdef',
    state: 'r1',
    iat: startOfWorld,
    exp: startOfWorld + 300,
    dcql_query: changes.query ?? { credentials: [residencyQuery()] },
    client_metadata: { jwks: { keys: [encryptionJwk] }, encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] },
    counterfoil_purpose: { ...purpose, claims: idsIn(changes.query ?? { credentials: [residencyQuery()] }) },
    ...changes.claims,
  }
  const jwt = signedJwt(changes.signer ?? council.keys.request, { typ: 'oauth-authz-req+jwt', ...changes.header }, payload)
  internet.on(requestUri, () => changes.serve?.(jwt) ?? typed(jwt, requestObjectMediaType))
  internet.on(payload.response_uri, () => json({ redirect_uri: 'https://forms.example/blue-badge?response_code=x' }))
  return linkOf(clientId, requestUri)
}

export const respondWith = ({ internet, aldermoor }: Pick<StubWorld, 'internet' | 'aldermoor'>, answer: Answer): void => internet.on(responseUriOf(aldermoor), answer)

/** What a posted answer holds, once it is decrypted. */
export function openedAnswer({ body }: SentRequest): JsonObject & { readonly vp_token: Readonly<Record<string, readonly string[]>> } {
  const response = new URLSearchParams(body).get('response') ?? ''
  return JSON.parse(decryptJwe(response, encryption.key)) as JsonObject & { readonly vp_token: Readonly<Record<string, readonly string[]>> }
}

/** The disclosures of a presentation, by name. */
export const disclosedIn = (presentation: string): Record<string, unknown> =>
  Object.fromEntries(presentation.split('~').slice(1, -1).map((encoded) => (JSON.parse(Buffer.from(encoded, 'base64url').toString()) as [string, string, unknown]).slice(1) as [string, unknown]))

/** Collects a credential and puts it in the vault. */
export async function hold(world: WalletWorld, changes: IssuerChanges = {}, held: Partial<HeldCredential> = {}): Promise<HeldCredential> {
  const { wallet } = world
  const received = await receiveToRedeem(wallet, publishOffer(world, changes))
  const collected = await wallet.collectCredential(received, await wallet.redeemOffer(received, txCode))
  const kept = { ...collected.held, ...held }
  await wallet.keepUnconfirmed(collected)
  await wallet.vault.keep(kept)
  return kept
}

/** Everything that was sent to anybody but the ledger and the issuer. */
export const sentToAskers = ({ internet }: Pick<StubWorld, 'internet'>): readonly SentRequest[] => internet.sent.filter(({ url }) => !/^https:\/\/(ledger|issuer)\.example/.test(url))
