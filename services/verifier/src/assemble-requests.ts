import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { AskingPapers } from './adapters/askers.ts'
import { verifierAttestations } from './adapters/verifier-attestations.ts'
import type { VerifierConfig } from './config.ts'

/** With what the authorities of this verifier ask, beside their keys. */
export const askingPapers = ({ verifierUrl, verifierAttestations: given = {} }: VerifierConfig, clock: Clock): AskingPapers => ({
  host: new URL(verifierUrl).hostname,
  attestationOf: verifierAttestations(given, clock),
})
