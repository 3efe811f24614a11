import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { toldChecks, type CheckedCredential, type CheckRecord, type ReadList } from './check-record.ts'
import { receiptLifetime } from './prefill-receipt.ts'
import type { Presentation } from './presentation.ts'
import { isSandbox } from './sandbox.ts'

export const checkStatementType = 'counterfoil-check+jwt'

export interface StatedCheck {
  /** DID of the authority that asked. */
  readonly asker: string
  readonly presentation: Pick<Presentation, 'transactionId' | 'requestId' | 'form' | 'flow'>
  readonly record: CheckRecord
  readonly at: EpochSeconds
  /** SHA-256 of the form profile as it was, and of the limits that facts were held to; null for a form that was withdrawn. */
  readonly profile: string | null
  readonly policy: string
  /** Salted digests of the fields that the form is given; null when it is given none. */
  readonly fields: Readonly<Record<string, string>> | null
}

const statedList = ({ uri, issuedAt, at }: ReadList): object => ({ uri, iat: issuedAt, at })

const statedCredential = (checked: CheckedCredential): object => {
  const { checks, vct, presentationDigest, credentialDigest, facts } = checked
  const [oldest, ...others] = facts.statusLists
  return {
    checks: toldChecks(checks),
    vct,
    presentation: presentationDigest,
    credential: credentialDigest,
    issuer_key: { kid: facts.issuerKid, at: facts.issuerKeyAt, block: facts.issuerKeyBlock },
    accreditation: { at: facts.accreditationAt, block: facts.accreditationBlock },
    status_list: oldest === undefined ? null : statedList(oldest),
    ...(others.length === 0 ? {} : { further_status_lists: others.map(statedList) }),
  }
}

/**
 * The claims of a signed Check Record, as JSON: what was checked, by which key, list version and block, under which policy
 * and profile. Hashes stand for whatever came from the citizen.
 */
export function checkStatement({ asker, presentation, record, at, profile, policy, fields }: StatedCheck): string {
  return JSON.stringify({
    iss: asker,
    iat: at,
    jti: presentation.transactionId,
    form: presentation.form,
    flow: presentation.flow,
    profile,
    policy,
    ...(isSandbox(presentation) ? { sandbox: true } : {}),
    outcome: record.outcome,
    ...(record.refusal === null ? {} : { refusal: record.refusal }),
    ...statedCredential(record),
    ...(record.further === undefined ? {} : { further: record.further.map(statedCredential) }),
    ...(fields === null ? {} : { exp: at + receiptLifetime, fields }),
  })
}
