import { readJson } from '@counterfoil/service-kit/config/read-files'
import { listOf, optionalFile, wholeNumber } from '@counterfoil/service-kit/config/settings'

/** The part of the configuration that says with which papers authorities ask. */
export const requestSettings = {
  VERIFIER_ATTESTATIONS_FILE: optionalFile(
    { meaning: 'File with the Verifier Attestation JWT of each authority that has one, as JSON, for forms of the request profile `attested` ([which](verifier-protocol.md))', example: '/etc/counterfoil/verifier-attestations.json' },
    (file) => readJson<Readonly<Record<string, unknown>>>(file, 'Verifier attestations file'),
    {},
  ),
  FORM_PUBLICATIONS: listOf((value) => /^[a-z][a-z0-9-]*$/.test(value), 'authorities', { meaning: 'Authorities whose forms are asked with as they publish them at their issuers ([how](verifier.md)), or `all`; the others\' are those of `FORMS_DIR` alone', example: 'aldermoor,dunmere', default: '' }),
  FORM_PUBLICATIONS_SECONDS: wholeNumber({ meaning: 'How often they are asked whether they publish something new', example: '30', default: 30, least: 1, most: 3600 }),
} as const
