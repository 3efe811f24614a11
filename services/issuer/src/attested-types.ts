import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { IssuerConfig } from './config.ts'

/** A type whose keys have to be attested can't be issued where nobody is believed who attests. */
export function mustBeAbleToJudge(types: ReadonlyMap<string, CredentialType>, { attestationAnchors }: Pick<IssuerConfig, 'attestationAnchors'>): void {
  const wanting = [...types.values()].filter(({ keyAttestation }) => keyAttestation !== undefined).map(({ id }) => id)
  if (wanting.length > 0 && attestationAnchors.length === 0) throw new ConfigurationError(`KEY_ATTESTATION_ANCHORS_FILE is missing: ${wanting.join(', ')} can be issued to attested keys alone.`)
}
