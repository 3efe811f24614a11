import type { AuditFault } from '@counterfoil/service-kit/audit/verify-audit'
import type { ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import { toHex } from '@counterfoil/shared/kernel/bytes'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { AuditFilter, Look } from '../../domain/audit/audit-filter.ts'
import type { Authority } from '../../domain/authority.ts'
import type { BulkJobId } from '../../domain/bulk/bulk-job.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { AuditFile, AuditLog, ListedEntry, Looks, SignStatement } from '../../ports/audit.ts'

export interface AuditDeskPorts {
  readonly clock: Clock
  readonly log: AuditLog
  readonly looks: Looks
  readonly file: AuditFile
  readonly sign: SignStatement
}

/** What a look at the whole chain came to. */
export type AuditCheck =
  | { readonly sound: true; readonly entries: number; /** Up to which entry anchors vouch; null when none could be read. */ readonly anchored: number | null; readonly spot: string | null }
  | { readonly sound: false; /** The number that stands, or belongs, in the first bad place. */ readonly number: number; readonly fault: AuditFault; readonly compared: boolean }

export interface AuditPage {
  readonly entries: readonly ListedEntry[]
  /** Where older ones begin; null when there are none. */
  readonly older: number | null
}

const perPage = 50
const mostLooks = 200
const exported = 'audit.exported'
export const auditHeadType = 'counterfoil-audit-head+jwt'

/** The audit log as staff look at it. Nothing of another authority's is there. */
export function auditDesk({ clock, log, looks, file, sign }: AuditDeskPorts) {
  const look = (staff: StaffMember, event: Look['event'], object: string): Look => ({ authority: staff.authority, actor: `staff:${staff.subject}`, event, object, at: clock.now() })
  const note = (staff: StaffMember, event: Look['event'], object: string): Promise<void> => looks.note(look(staff, event, object))
  /** Nobody takes a log along without an entry that tells so: an export ends with its own. Refuses `not_found`. */
  const endOf = async (authority: Authority, upTo: number): Promise<ChainHead> => {
    const entry = await log.at(authority.id, upTo)
    if (entry?.event !== exported) throw new Refusal('not_found')
    return entry
  }
  return {
    /** That somebody looked at somebody's case; before it is shown. */
    lookedAt: (staff: StaffMember, person: PersonHandle): Promise<void> => note(staff, 'case.looked_at', person),
    /** That somebody was searched for by a reference: by the handle that it gives, which is nobody's where the reference isn't a person's. */
    searchedFor: (staff: StaffMember, meant: PersonHandle): Promise<void> => note(staff, 'people.searched', meant),
    /** Whose names were shown in the list of people, each, or nobody could be told who saw them; and that they were searched for, without the words. */
    shownPeople: (staff: StaffMember, people: readonly PersonHandle[], { isSearch }: { readonly isSearch: boolean }): Promise<void> =>
      looks.note(...(isSearch ? [look(staff, 'people.searched', 'people')] : []), ...people.map((person) => look(staff, 'people.shown', person))),
    /** That somebody was shown the names of a list: a bulk job's, by its number, or of messages. One entry, not one for each name. */
    listed: (staff: StaffMember, list: BulkJobId | 'messages'): Promise<void> => note(staff, 'people.listed', list),
    /** By which filter: it names nobody but by a handle. */
    exportedCaseload: (staff: StaffMember, filter: URLSearchParams): Promise<void> => note(staff, 'caseload.exported', filter.size === 0 ? 'caseload' : `caseload?${filter.toString()}`),
    page: async (authority: Authority, filter: AuditFilter, before: number | null): Promise<AuditPage> => {
      await looks.chain(authority.id)
      const found = await log.list(authority.id, filter, before, perPage + 1)
      const entries = found.slice(0, perPage)
      return { entries, older: found.length > perPage ? (entries.at(-1)?.number ?? null) : null }
    },
    looksAt: async (authority: Authority, person: PersonHandle): Promise<readonly ListedEntry[]> => {
      await looks.chain(authority.id)
      return log.looksAt(authority.id, person, mostLooks)
    },
    /** The whole chain by itself, and by what was anchored of it. */
    verify: async (authority: Authority): Promise<AuditCheck> => {
      await looks.chain(authority.id)
      const { verdict, anchors } = await file.verify(authority)
      if (!verdict.sound) return { sound: false, number: verdict.line - 1, fault: verdict.fault, compared: anchors !== null }
      return { sound: true, entries: verdict.entries, anchored: anchors === null ? null : verdict.anchored, spot: anchors?.at(-1)?.spot ?? null }
    },
    /** Up to which entry an export goes that is asked for now: the last tells of it. */
    beginExport: async (staff: StaffMember): Promise<number> => {
      await note(staff, exported, 'audit')
      await looks.chain(staff.authority)
      // Not the head: others write meanwhile.
      const [own] = await log.list(staff.authority, { kind: 'audit', from: null, until: null, person: null }, null, 1)
      if (own === undefined) throw new Error('An export of the audit log was not put down.')
      return own.number
    },
    endOf,
    lines: async (authority: Authority, upTo: number): Promise<AsyncGenerator<string>> => file.lines(authority, (await endOf(authority, upTo)).number),
    /** The head of the chain at an entry, signed: with it, every entry before it. */
    signature: async (authority: Authority, upTo: number): Promise<string> => {
      const head = await endOf(authority, upTo)
      return sign(authority, auditHeadType, { authority: authority.id, number: head.number, hash: toHex(head.hash), iat: clock.now(), signed_at: dateTimeOf(clock.now()) })
    },
  }
}

export type AuditDesk = ReturnType<typeof auditDesk>
