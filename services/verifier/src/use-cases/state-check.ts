import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CheckRecord } from '../domain/check-record.ts'
import { checkStatement } from '../domain/check-statement.ts'
import { prefillReceipt, saltFields } from '../domain/prefill-receipt.ts'
import type { Presentation } from '../domain/presentation.ts'
import type { Askers, Forms } from '../ports.ts'

export interface StateCheckPorts {
  readonly random: Random
  readonly forms: Forms
  readonly askers: Askers
  readonly sha256: (text: string) => string
  readonly encode: (text: string) => string
  /** SHA-256 of the limits that facts are held to. */
  readonly policy: string
}

/** What is said of one answer: the signed Check Record and, when fields are given out, their receipt. */
export interface CheckStated {
  readonly statement: string | null
  readonly receipt: string | null
}

export type StateCheck = (presentation: Presentation, record: CheckRecord, at: EpochSeconds, fields?: Readonly<Record<string, string>>) => Promise<CheckStated>

/** Signs a Check Record in the name of the authority that asked. One signature is evidence and receipt in one. */
export const stateCheck =
  ({ random, forms, askers, sha256, encode, policy }: StateCheckPorts): StateCheck =>
  async (presentation, record, at, fields) => {
    const asker = askers.find(presentation.authority)
    // It left the network while its citizen was answering.
    if (asker === null) return { statement: null, receipt: null }
    const salted = fields === undefined ? null : saltFields(fields, { salt: () => random.secret(16), sha256 })
    const profile = presentation.profileDigest ?? forms.find(presentation.authority, presentation.form)?.profileDigest ?? null
    const payload = checkStatement({ asker: asker.did, presentation, record, at, profile, policy, fields: salted?.digests ?? null })
    const statement = await asker.signStatement(payload)
    return { statement, receipt: salted === null ? null : prefillReceipt(statement, salted, encode) }
  }
