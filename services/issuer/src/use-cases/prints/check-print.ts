import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { groupOfferCode, readOfferCode, type OfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { readPrint, type ReadPrint } from '@counterfoil/shared/print/signed-print'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import { claimsFromRecord } from '../../domain/council-record.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { may } from '../../domain/staff-permission.ts'
import { printedClaims, printedValues, type PrintedClaim, type PrintReference } from '../../domain/signed-print.ts'
import type { PrintFactsAt, Prints } from '../../ports/prints.ts'
import type { StaffCases } from '../staff-cases.ts'

interface Ports {
  readonly clock: Clock
  readonly cases: Pick<StaffCases, 'recordOf' | 'recordBehind'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  /** The type of a print, also of one in a version that isn't issued any more. */
  readonly typeAt: (vct: string) => CredentialType | undefined
  readonly prints: Pick<Prints, 'find'>
  readonly printFacts: PrintFactsAt
}

/** What a print came to. Words stand in `pages/words/prints.ts`. */
export type PrintOutcome = 'genuine' | 'altered' | 'not_a_print' | 'unknown_issuer' | 'key_withdrawn' | 'expired' | 'suspended' | 'revoked' | 'cannot_tell' | 'unknown_reference'

/** What stands behind a print, to compare with the paper. */
export interface ShownPrint {
  readonly issuer: Bilingual
  readonly type: CredentialType
  readonly reference: string
  readonly claims: readonly PrintedClaim[]
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  /** Whether facts are those that were signed, or what the record says now of a print whose reference was typed. */
  readonly source: 'signature' | 'record'
}

export interface CheckedPrint {
  readonly outcome: PrintOutcome
  /** Null where nothing of it is to be believed, or whoever asks may not look at people. */
  readonly shown: ShownPrint | null
  /** Whose it is, where a reference was typed: what is shown then is the record's. */
  readonly person: PersonHandle | null
}

const without = (outcome: PrintOutcome): CheckedPrint => ({ outcome, shown: null, person: null })

/**
 * Checks a print of any authority of the network: by what was scanned off it, or pasted; or, of one of this authority's own, by the reference that
 * was typed. Of that, only who may look at people is shown what the record says. Nothing of it is kept, nor told to anybody: status lists are fetched whole.
 */
export const checkPrint =
  (ports: Ports) =>
  (authority: Authority, given: string, staff: StaffMember): Promise<CheckedPrint> => {
    const reference = readOfferCode(given)
    return reference === null ? checkScanned(ports, given) : checkTyped(ports, authority, reference, staff)
  }

async function checkScanned({ clock, typeAt, printFacts }: Ports, given: string): Promise<CheckedPrint> {
  const print = readPrint(given.trim())
  if (print === null) return without('not_a_print')
  try {
    const issuer = await printFacts.issuerOf(print)
    const type = typeAt(print.vct)
    const claims = type === undefined ? null : printedClaims(type, print.values)
    if (type === undefined || claims === null) return without('unknown_issuer')
    const shown: ShownPrint = { ...print, issuer: issuer.name, type, claims, reference: groupOfferCode(print.reference as OfferCode), source: 'signature' }
    return { outcome: await standing(print, clock.now(), printFacts), shown, person: null }
  } catch (error) {
    return without(outcomeOf(error))
  }
}

async function standing(print: ReadPrint, now: EpochSeconds, printFacts: PrintFactsAt): Promise<PrintOutcome> {
  if (print.expiresAt <= now) return 'expired'
  try {
    return outcomeOfStatus(await printFacts.statusOf(print))
  } catch (error) {
    if (error instanceof Refusal) return 'cannot_tell'
    throw error
  }
}

const outcomeOfStatus = (status: number): PrintOutcome =>
  status === statusValue.valid ? 'genuine' : status === statusValue.suspended ? 'suspended' : status === statusValue.revoked ? 'revoked' : 'cannot_tell'

const outcomes: { readonly [Code in RefusalCode]?: PrintOutcome } = {
  credential_invalid: 'altered',
  issuer_not_trusted: 'unknown_issuer',
  issuer_unresolvable: 'unknown_issuer',
  issuer_deactivated: 'unknown_issuer',
  issuer_key_unknown: 'unknown_issuer',
  issuer_key_revoked: 'key_withdrawn',
  issuer_key_expired: 'key_withdrawn',
  ledger_unavailable: 'cannot_tell',
}

function outcomeOf(error: unknown): PrintOutcome {
  const outcome = error instanceof Refusal ? outcomes[error.code] : undefined
  if (outcome === undefined) throw error
  return outcome
}

/** What was typed finds a print of this authority alone: of another's, its reference tells its own staff. */
async function checkTyped({ clock, cases, configurations, prints }: Ports, authority: Authority, reference: OfferCode, staff: StaffMember): Promise<CheckedPrint> {
  const counterfoil = await prints.find(authority.id, reference as string as PrintReference)
  const type = configurations.get(counterfoil?.configurationId ?? '')?.type
  if (counterfoil === null || type === undefined) return without('unknown_reference')
  const now = clock.now()
  const outcome = counterfoil.expiresAt <= now ? 'expired' : outcomeOfStatus(counterfoil.status)
  const { person } = counterfoil
  if (!may(staff, 'cases')) return { outcome, shown: null, person }
  const theirs = await cases.recordOf(authority, person)
  const record = theirs === null ? null : await cases.recordBehind(authority, counterfoil, type, theirs)
  const read = record === null ? { problems: [] } : claimsFromRecord(type, record, now)
  const claims = 'claims' in read ? (printedClaims(type, printedValues(type, read.claims)) ?? []) : []
  return { outcome, person, shown: { issuer: authority.name, type, reference: groupOfferCode(reference), claims, issuedAt: counterfoil.issuedAt, expiresAt: counterfoil.expiresAt, source: 'record' } }
}
