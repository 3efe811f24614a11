import { hash, randomBytes } from 'node:crypto'
import { disclosableOf } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { authorizationServerMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import { issuerMetadata } from '@counterfoil/shared/oid4vci/issuer-metadata'
import { issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { typeOf } from '../../support/catalogue.ts'
import { signWith, type SigningKey, type StubCouncil } from './stub-council.ts'
import { json, type SentRequest } from './stub-internet.ts'
import { startOfWorld, type StubWorld } from './stub-world.ts'

const residency = typeOf('residency')
const configurations = configurationsOf([residency], 'https://issuer.example/types')

export const sampleClaims: JsonObject = {
  given_name: 'Ada',
  family_name: 'Price',
  birth_date: '1957-03-09',
  address: { address_line_1: '12 Mill Lane', address_line_2: 'Newtown', post_town: 'Aldermoor', postcode: 'AL9 7ZQ', uprn: '100087654321' },
  resident_since: '2001-11-30',
}

export interface CredentialChanges {
  readonly header?: object
  readonly payload?: object
  readonly claims?: JsonObject
  readonly signer?: SigningKey
}

export const statusListUri = (council: StubCouncil): string => `${council.listing.issuer}/status-lists/1`

/** A residency credential for a key; any part can be made wrong. */
export function issueCredential(council: StubCouncil, jwk: P256PublicJwk, { header, payload, claims = sampleClaims, signer = council.keys.credential }: CredentialChanges = {}): string {
  return issueSdJwt(
    {
      header: { alg: 'ES256', typ: 'dc+sd-jwt', kid: signer.kid, ...header },
      payload: {
        iss: council.listing.did,
        vct: 'https://issuer.example/types/residency/1',
        iat: startOfWorld,
        exp: startOfWorld + 86_400,
        cnf: { jwk: { ...jwk } },
        status: { status_list: { uri: statusListUri(council), idx: 7 } },
        ...claims,
        ...payload,
      },
      disclosable: disclosableOf(residency),
    },
    { sha256: (text) => hash('sha256', text, 'base64url'), salt: () => randomBytes(16).toString('base64url'), sign: (input) => signWith(signer, input) },
  )
}

/** Each copy has a place of its own in the list. */
const atPlace = (idx: number, { payload, ...changes }: CredentialChanges = {}): CredentialChanges => ({ ...changes, payload: { status: { status_list: { uri: 'https://issuer.example/aldermoor/status-lists/1', idx } }, ...payload } })

type Change = (value: JsonObject) => unknown

/** What an issuer does otherwise than it should. */
export interface IssuerChanges {
  readonly council?: StubCouncil
  readonly offer?: Change
  readonly metadata?: Change
  readonly server?: Change
  readonly token?: (request: SentRequest) => Response
  readonly nonce?: (request: SentRequest) => Response
  readonly credential?: CredentialChanges
  readonly batchSize?: number
  /** Takes the place of the credential endpoint; gets the first proof's key. */
  readonly respond?: (jwk: P256PublicJwk, request: SentRequest) => Response | Promise<Response>
}

export const txCode = '493536'
export const preAuthorizedCode = 'a-pre-authorized-code'
export const offerUriOf = (council: StubCouncil): string => `${council.listing.issuer}/offers/o1`
export const linkTo = (offerUri: string): string => `?credential_offer_uri=${encodeURIComponent(offerUri)}`

/** The keys that the proofs of a request name. */
export function keysOfProofs({ body }: Pick<SentRequest, 'body'>): readonly [P256PublicJwk, ...P256PublicJwk[]] {
  const { proofs } = JSON.parse(body) as { proofs: { jwt: readonly string[] } }
  const [first, ...others] = proofs.jwt.map((jwt) => partsOfJwt(jwt)[0]?.['jwk'] as unknown as P256PublicJwk)
  if (first === undefined) throw new Error('a request without a proof')
  return [first, ...others]
}

/** The first of them. */
export const keyOfProof = (request: Pick<SentRequest, 'body'>): P256PublicJwk => keysOfProofs(request)[0]

export const partsOfJwt = (jwt: string): readonly JsonObject[] =>
  jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as JsonObject)

/** Puts an offer and everything it leads to on the internet; answers its link. */
export function publishOffer({ internet, aldermoor }: Pick<StubWorld, 'internet' | 'aldermoor'>, changes: IssuerChanges = {}): string {
  const council = changes.council ?? aldermoor
  const { issuer: identifier, name } = council.listing
  const same: Change = (value) => value
  const wellKnown = (document: string): string => `https://issuer.example/.well-known/${document}${new URL(identifier).pathname}`
  const offer = credentialOfferObject({ credentialIssuer: identifier, configurationIds: ['residency-sd-jwt'], preAuthorizedCode, txCode: { inputMode: 'numeric', length: 6, description: null } })
  const respond = changes.respond ?? ((_jwk, request) => json({ credentials: keysOfProofs(request).map((jwk, place) => ({ credential: issueCredential(council, jwk, atPlace(7 + place, changes.credential)) })), notification_id: 'n1' }))
  internet.on(offerUriOf(council), () => json((changes.offer ?? same)(offer)))
  internet.on(wellKnown('openid-credential-issuer'), () => json((changes.metadata ?? same)(issuerMetadata({ identifier, name, batchSize: changes.batchSize ?? 10, takesAttestations: false, encryption: { keys: [], mustBeEncrypted: false }, configurations: configurations.values() }))))
  internet.on(wellKnown('oauth-authorization-server'), () => json((changes.server ?? same)(authorizationServerMetadata(identifier))))
  internet.on(`${identifier}/token`, changes.token ?? ((request) => (new URLSearchParams(request.body).get('tx_code') === txCode ? json({ access_token: 't1', token_type: 'Bearer', expires_in: 300 }) : json({ error: 'invalid_grant' }, 400))))
  internet.on(`${identifier}/nonce`, changes.nonce ?? (() => json({ c_nonce: 'c-nonce-1' })))
  internet.on(`${identifier}/credential`, (request) => respond(keyOfProof(request), request))
  internet.on(`${identifier}/notification`, () => new Response(null, { status: 204 }))
  return linkTo(offerUriOf(council))
}
