import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { fingerprintOf, parseAnchor } from '@counterfoil/service-kit/crypto/certificate-chain'
import { certificatesFile, described, jsonFile, listOf, text } from '@counterfoil/service-kit/config/settings'
import type { JWK } from 'jose'
import { z } from 'zod'
import type { WalletClient } from './domain/authorization.ts'
import { parseVector, vectorsIn } from './domain/vector-of-trust.ts'
import { isSafeAddress } from './safe-address.ts'

/** The part of the configuration that citizens' sign-in needs. Without `CITIZEN_OIDC_ISSUER_URL` there is none, and the authorization code grant isn't offered. */
export const authorizationSettings = {
  CITIZEN_OIDC_ISSUER_URL: described(z.string().refine((value) => isSafeAddress(value) && !value.endsWith('/'), 'must be an https address without a slash at its end').optional(), {
    meaning: 'Where citizens sign in, by OpenID Connect, such as GOV.UK One Login; without it wallets collect by offers alone, and the next ones mean nothing',
    example: 'https://oidc.account.gov.uk',
    default: '',
  }),
  CITIZEN_OIDC_CLIENT_ID: text({ meaning: 'What that provider knows this service by', example: 'counterfoil-citizens', default: '' }),
  CITIZEN_OIDC_KEY_FILE: described(jsonFile<JWK>('key for the citizens\' sign-in', { meaning: '', example: '' }).optional(), { meaning: 'File with the private key that this service shows itself with there (`private_key_jwt`), as a JWK', example: '.data/secrets/citizen-sign-in-key.json', default: '' }),
  CITIZEN_OIDC_SCOPE: text({ meaning: 'What is asked of that provider', example: 'openid', default: 'openid' }),
  CITIZEN_OIDC_VECTORS_OF_TRUST: listOf((vector) => parseVector(vector) !== null, 'vectors like Cl.Cm.P2', { meaning: 'How safely somebody must have signed in (`Cl.Cm`), and how surely their identity must be confirmed (`P2`), the best first, between commas; none where the provider doesn\'t tell', example: 'Cl.Cm.P2', default: '' }),
  CITIZEN_OIDC_TRUSTMARK_URL: described(z.string().refine((value) => value === '' || isSafeAddress(value), 'must be an https address').default(''), { meaning: 'The trustmark (`vtm`) that the provider\'s vectors must name; not set, any', example: 'https://oidc.account.gov.uk/trustmark', default: '' }),
  CITIZEN_IDENTITY_URL: described(z.string().refine((value) => isSafeAddress(value) && value === new URL(value).origin, 'must be an https address without a path').optional(), {
    meaning: 'Who confirms identities, where a vector asks for that: the service in whose DID document (`/.well-known/did.json`) the keys of core identities are',
    example: 'https://identity.account.gov.uk',
    default: '',
  }),
  CITIZEN_RECORD_CLAIM: text({ meaning: 'The claim of the sign-in that finds a council\'s record', example: 'sub', default: 'sub' }),
  CITIZEN_RECORD_COLUMN: text({ meaning: 'The column of the record that holds it', example: 'sign_in_subject', default: 'sign_in_subject' }),
  WALLET_CLIENTS_FILE: described(jsonFile<unknown>('wallets file', { meaning: '', example: '' }).optional(), { meaning: 'File with the wallets that may send citizens here, as JSON: `client_id`, `client_name`, `redirect_uris`, `token_endpoint_auth_method` (`none` or `attest_jwt_client_auth`), and `attestation_anchors` for a wallet that one provider alone attests: SHA-256 of its anchors, in hexadecimal', example: '.data/wallets.json', default: '' }),
  WALLET_ATTESTATION_ANCHORS_FILE: certificatesFile('anchors of wallet attestations', { meaning: 'Certificates (PEM, one after another) below which wallet providers attest their wallets; not set, no wallet can be attested', example: 'deploy/wallet-providers.pem' }),
} as const

type Given = z.output<z.ZodObject<typeof authorizationSettings>>

/** How citizens sign in, and which wallets may send them. */
export interface AuthorizationConfig {
  readonly signIn: { readonly issuerUrl: string; readonly clientId: string; readonly key: JWK; readonly scope: string; readonly vectorsOfTrust: readonly string[]; readonly trustmark: string | null; readonly identityService: string | null; readonly subjectClaim: string }
  readonly recordColumn: string
  readonly clients: readonly WalletClient[]
  /** Certificates in PEM. */
  readonly attestationAnchors: readonly string[]
}

const clientShape = z.object({
  client_id: z.string().regex(/^[\u0020-\u007E]{1,512}$/),
  client_name: z.string().min(1).max(80),
  // No fragment: an answer would end up behind it. @see RFC 6749, section 3.1.2
  redirect_uris: z.array(z.string().refine((uri) => URL.canParse(uri) && !uri.includes('#'))).min(1),
  token_endpoint_auth_method: z.enum(['none', 'attest_jwt_client_auth']),
  attestation_anchors: z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1).optional(),
})

const clientOf = (client: z.output<typeof clientShape>): WalletClient => ({
  clientId: client.client_id,
  name: client.client_name,
  redirectUris: client.redirect_uris,
  authentication: client.token_endpoint_auth_method,
  ...(client.attestation_anchors === undefined ? {} : { attestedBelow: client.attestation_anchors }),
})

/** Null where citizens can't sign in. Throws a `ConfigurationError` for what only makes sense together. */
export function authorizationOf(given: Given): AuthorizationConfig | null {
  const { CITIZEN_OIDC_ISSUER_URL: issuerUrl, CITIZEN_OIDC_CLIENT_ID: clientId, CITIZEN_OIDC_KEY_FILE: key } = given
  if (issuerUrl === undefined) return null
  if (clientId === '' || key === undefined) throw new ConfigurationError('With CITIZEN_OIDC_ISSUER_URL, CITIZEN_OIDC_CLIENT_ID and CITIZEN_OIDC_KEY_FILE must be given, too.')
  const clients = z.array(clientShape).safeParse(given.WALLET_CLIENTS_FILE ?? [])
  if (!clients.success) throw new ConfigurationError(`The file of WALLET_CLIENTS_FILE is not a list of wallets: ${z.prettifyError(clients.error)}`)
  const anchors = new Set(given.WALLET_ATTESTATION_ANCHORS_FILE.map((pem) => fingerprintOf(parseAnchor(pem))))
  const unknown = clients.data.find(({ attestation_anchors: named = [] }) => named.some((one) => !anchors.has(one)))
  if (unknown !== undefined) throw new ConfigurationError(`The wallet ${unknown.client_id} of WALLET_CLIENTS_FILE names an anchor that WALLET_ATTESTATION_ANCHORS_FILE lacks.`)
  return {
    signIn: { issuerUrl, clientId, key, scope: given.CITIZEN_OIDC_SCOPE, ...trustOf(given), subjectClaim: given.CITIZEN_RECORD_CLAIM },
    recordColumn: given.CITIZEN_RECORD_COLUMN,
    clients: clients.data.map(clientOf),
    attestationAnchors: given.WALLET_ATTESTATION_ANCHORS_FILE,
  }
}

/** An identity is confirmed by whoever the operator names, and by nobody who names himself. */
function trustOf({ CITIZEN_OIDC_VECTORS_OF_TRUST: vectorsOfTrust, CITIZEN_OIDC_TRUSTMARK_URL: trustmark, CITIZEN_IDENTITY_URL: identityService }: Given) {
  const asksForIdentity = vectorsIn(vectorsOfTrust).some(({ identity }) => identity > 0)
  if (asksForIdentity && identityService === undefined) throw new ConfigurationError('With P1 or more in CITIZEN_OIDC_VECTORS_OF_TRUST, CITIZEN_IDENTITY_URL must be given, too.')
  return { vectorsOfTrust, trustmark: trustmark === '' ? null : trustmark, identityService: asksForIdentity ? (identityService ?? null) : null }
}
