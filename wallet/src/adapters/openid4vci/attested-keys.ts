import type { IssuerMetadataResult, Openid4vciClient } from '@openid4vc/openid4vci'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Fault } from '../../domain/fault.ts'
import type { ProvingKey } from '../../ports.ts'
import type { WalletProvider } from '../../ports/wallet-provider.ts'
import { signerOf } from './client-of.ts'

/** What proofs an issuer takes for a credential. @see OpenID4VCI 1.0, section 12.2.4 */
const proofTypes = ({ proof_types_supported: types }: JsonObject): JsonObject => (isJsonObject(types) ? types : {})

/** What has to be attested of keys; null where nothing has. An issuer that takes attestations alone wants one in any case. */
function wanted(configuration: JsonObject): JsonObject | null {
  const { jwt, attestation } = proofTypes(configuration)
  const policyIn = (type: Json | undefined): Json | undefined => (isJsonObject(type) ? type['key_attestations_required'] : undefined)
  if (jwt === undefined && attestation !== undefined) return asPolicy(policyIn(attestation))
  const policy = policyIn(jwt)
  return policy === undefined ? null : asPolicy(policy)
}

const asPolicy = (policy: Json | undefined): JsonObject => (isJsonObject(policy) ? policy : {})

/**
 * Whether this wallet can prove its keys as an issuer wants them proven. Of keys in a browser nobody has tested how they are kept or who may use them: an issuer
 * that wants a level of either gives this wallet nothing, and nobody is asked for a code or sent to sign in for that.
 */
export function canProveKeys(configuration: JsonObject, provider: WalletProvider | null): boolean {
  const policy = wanted(configuration)
  return policy === null || (provider !== null && policy['key_storage'] === undefined && policy['user_authentication'] === undefined)
}

interface Proving {
  readonly client: Openid4vciClient
  readonly issuerMetadata: IssuerMetadataResult
  readonly configurationId: string
  readonly provider: WalletProvider | null
  /** None where the issuer has no nonce endpoint. */
  readonly nonce: string | undefined
  readonly issuedAt: Date
}

/** Proofs that this wallet has the keys: by each of them, or by what its provider attests of all. @see OpenID4VCI 1.0, appendix F */
export async function proofsOf(holders: readonly ProvingKey[], { client, issuerMetadata, configurationId, provider, nonce, issuedAt }: Proving): Promise<{ readonly jwt: string[] } | { readonly attestation: string[] }> {
  const configuration = (issuerMetadata.credentialIssuer.credential_configurations_supported as JsonObject)[configurationId]
  const prove = async (holder: ProvingKey, attested: { readonly keyAttestationJwt?: string } = {}): Promise<string> =>
    (await client.createCredentialRequestJwtProof({ issuerMetadata, credentialConfigurationId: configurationId, signer: signerOf(holder), ...(nonce === undefined ? {} : { nonce }), issuedAt, ...attested })).jwt
  if (!isJsonObject(configuration) || wanted(configuration) === null) return { jwt: await Promise.all(holders.map((holder) => prove(holder))) }
  const [first] = holders
  if (provider === null || first === undefined || nonce === undefined) throw new Fault('offer_not_usable')
  const keyAttestationJwt = await provider.attestKeys(holders, nonce)
  // One proof carries the attestation of them all. @see the same, appendix F.1
  return proofTypes(configuration)['jwt'] === undefined ? { attestation: [keyAttestationJwt] } : { jwt: [await prove(first, { keyAttestationJwt })] }
}
