import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { groupOfferCode, type OfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import { claimsFromRecord } from '../../domain/council-record.ts'
import { validityDates, type Counterfoil, type CounterfoilId } from '../../domain/counterfoil.ts'
import { printedClaims, printedValues, type PrintedClaim } from '../../domain/signed-print.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { statusReference } from '../../domain/status-claims.ts'
import type { PrintSigner, Prints } from '../../ports/prints.ts'
import type { StaffCases } from '../staff-cases.ts'

interface Ports {
  readonly clock: Clock
  readonly cases: Pick<StaffCases, 'counterfoil' | 'person' | 'recordBehind'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly prints: Prints
  readonly printSigner: PrintSigner
}

/** A print as it goes on paper, once. */
export interface MadePrint {
  /** What its QR code holds. */
  readonly text: string
  /** What is typed instead, as people read it. */
  readonly reference: string
  readonly type: CredentialType
  readonly claims: readonly PrintedClaim[]
  readonly dates: Pick<Counterfoil, 'issuedAt' | 'expiresAt'>
}

/** Whether a print can be made of it: what doesn't stand any more is put on no paper. */
export const isPrintable = ({ status, expiresAt }: Counterfoil, now: number): boolean => status === statusValue.valid && expiresAt > now

/**
 * Prints a credential that stands, with what the council's record says today, under a reference and in a place of the status lists of its
 * own: it stops to stand when the credential does. Refuses `not_found`, `conflict` for a credential that doesn't stand, `record_incomplete`.
 */
export const makePrint =
  ({ clock, cases, configurations, prints, printSigner }: Ports) =>
  async (authority: Authority, id: CounterfoilId, staff: StaffMember): Promise<MadePrint> => {
    const counterfoil = await cases.counterfoil(authority, id)
    const configuration = configurations.get(counterfoil.configurationId)
    if (configuration === undefined || !isPrintable(counterfoil, clock.now())) throw new Refusal('conflict')
    const { type, vct } = configuration
    const { record } = await cases.person(authority, counterfoil.person)
    const behind = await cases.recordBehind(authority, counterfoil, type, record)
    // Reading a record takes seconds: whether it still stands is asked once more, where its place is given.
    const now = clock.now()
    const read = behind === null ? { problems: [] } : claimsFromRecord(type, behind, now)
    if (!('claims' in read)) throw new Refusal('record_incomplete')
    const values = printedValues(type, read.claims)
    const reference = printSigner.newReference(authority)
    const place = await prints.add(authority.id, { counterfoil: id, reference, actor: `staff:${staff.subject}`, now })
    const dates = { issuedAt: validityDates(now, type.validityDays).issuedAt, expiresAt: counterfoil.expiresAt }
    const text = await printSigner.sign(authority, { vct, reference, ...dates, status: statusReference(authority, place), values })
    return { text, reference: groupOfferCode(reference as string as OfferCode), type, claims: printedClaims(type, values) ?? [], dates }
  }
