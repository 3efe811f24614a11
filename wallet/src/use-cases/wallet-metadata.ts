import type { ClientIdPrefix } from '@counterfoil/shared/oid4vp/client-id'
import { vpFormatsSupported } from '@counterfoil/shared/oid4vp/client-metadata'

const metadata = {
  vp_formats_supported: vpFormatsSupported,
  client_id_prefixes_supported: ['decentralized_identifier', 'x509_hash', 'x509_san_dns', 'verifier_attestation', 'redirect_uri'],
  response_types_supported: ['vp_token'],
  response_modes_supported: ['direct_post.jwt', 'direct_post'],
}

/** What a verifier is told of this wallet where it may be told something: the same of every one. Who may not sign isn't told how. @see OpenID4VP 1.0, sections 5.10 and 10.1 */
export const walletMetadata = (prefix: ClientIdPrefix): string => JSON.stringify(prefix === 'redirect_uri' ? metadata : { ...metadata, request_object_signing_alg_values_supported: ['ES256'] })
