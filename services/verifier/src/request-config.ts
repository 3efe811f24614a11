import { readJson } from '@counterfoil/service-kit/config/read-files'
import { optionalFile } from '@counterfoil/service-kit/config/settings'

/** The part of the configuration that says with which papers authorities ask. */
export const requestSettings = {
  VERIFIER_ATTESTATIONS_FILE: optionalFile(
    { meaning: 'File with the Verifier Attestation JWT of each authority that has one, as JSON, for forms of the request profile `attested` ([which](verifier-protocol.md))', example: '/etc/counterfoil/verifier-attestations.json' },
    (file) => readJson<Readonly<Record<string, unknown>>>(file, 'Verifier attestations file'),
    {},
  ),
} as const
