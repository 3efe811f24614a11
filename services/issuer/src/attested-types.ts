import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { IssuerConfig } from './config.ts'

/** A type whose keys have to be attested can't be issued where nobody is believed who attests. */
export function problemsOfJudging(types: Iterable<CredentialType>, { attestationAnchors }: Pick<IssuerConfig, 'attestationAnchors'>): readonly string[] {
  const wanting = [...types].filter(({ keyAttestation }) => keyAttestation !== undefined).map(({ id }) => id)
  return wanting.length > 0 && attestationAnchors.length === 0 ? [`KEY_ATTESTATION_ANCHORS_FILE is missing: ${wanting.join(', ')} can be issued to attested keys alone.`] : []
}

export function mustBeAbleToJudge(types: ReadonlyMap<string, CredentialType>, config: Pick<IssuerConfig, 'attestationAnchors'>): void {
  for (const problem of problemsOfJudging(types.values(), config)) throw new ConfigurationError(problem)
}
