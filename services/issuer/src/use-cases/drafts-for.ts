import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { shownClaims, withRecords, type Access } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import type { PersonRecord } from '../domain/council-record.ts'
import { recordKey, type AccessToken, type OfferId, type PersonHandle } from '../domain/credential-offer.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import type { DraftSeals, RecordSource, TokenSeals } from '../ports.ts'
import type { NewDraft, OpenChecks, WaitingRecord } from '../ports/authorization.ts'
import type { CaseReferences } from '../ports/council-api.ts'
import { readEach } from './authorize-wallet.ts'
import { caseHandleIn } from './make-credential-offer.ts'
import type { RecordPorts } from './read-record-again.ts'

export interface DraftingPorts {
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordSource
  readonly checks: OpenChecks
  readonly gaps: RecordPorts['gaps']
  readonly cases: CaseReferences
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** Whose credentials a token is for, which ones, and in whose hands it is. */
export interface Authorized {
  readonly person: PersonHandle
  readonly clientId: string
  readonly accesses: readonly Access[]
}

/** What a token is worth for a type: of several, the first is found by the token alone, and each other by the token, its type and its record. @see recordKey */
export type TokenFor = (key: string | null) => TokenSeals

export const tokensOf =
  (seals: DraftSeals, token: AccessToken): TokenFor =>
  (key) =>
    seals.ofToken(key === null ? token : seals.beside(token, key))

/** One record that the council holds now of what was authorised, and what it supports. */
interface FoundRecord extends WaitingRecord {
  readonly type: CredentialType
  readonly read: { readonly claims: JsonObject; readonly record: PersonRecord }
}

interface UnderToken {
  readonly tokenFor: TokenFor
  readonly tokenExpiresAt: EpochSeconds
  readonly now: EpochSeconds
  /** Whether whoever gives the token names records to the wallet. By any other token nobody could say which of several is meant, so none of them is drafted. */
  readonly canName: boolean
}

/** A draft of each record that the council holds now of what was authorised. When there is none, refuses `record_gone`, or `record_unsettled` where one may come yet. */
export async function draftsFor(ports: DraftingPorts, authority: Authority, authorized: Authorized, { tokenFor, tokenExpiresAt, now, canName }: UnderToken): Promise<readonly [NewDraft, ...NewDraft[]]> {
  const { person, clientId, accesses } = authorized
  const found = await recordsFor(ports, authority, authorized, canName)
  const named = new Map(withRecords(accesses, found, ports.configurations).map(({ typeId, configurations }) => [typeId, configurations]))
  const [first, ...others] = found.map(({ type, typeId, record, read }, place): NewDraft => {
    const id = timeOrderedId(now, ports.random) as OfferId
    const token = tokenFor(place === 0 ? null : recordKey(typeId, record))
    return { id, person, record, caseHandle: caseHandleIn(ports.cases, authority, type, read.record), typeId, configurations: named.get(typeId) ?? null, clientId, tokenLookup: token.lookup, tokenExpiresAt, draft: token.seal(id, read.claims) }
  })
  if (first === undefined) throw new Refusal('record_gone')
  return [first, ...others]
}

async function recordsFor(ports: DraftingPorts, authority: Authority, { person, accesses }: Authorized, canName: boolean): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = []
  let isUnsettled = false
  for (const access of accesses) {
    const type = ports.types.get(access.typeId)
    if (type === undefined) continue
    for (const read of await readEach(ports, { authority, type, person })) {
      isUnsettled ||= 'missing' in read && read.missing !== 'record_gone'
      if ('missing' in read || shownClaims(type, read.claims, access) === null) continue
      const record = ports.records.recordHandleOf(authority.id, type.id, read.record)
      if (canName || record === null) found.push({ type, read, typeId: type.id, record })
    }
  }
  if (found.length === 0) throw new Refusal(isUnsettled ? 'record_unsettled' : 'record_gone')
  return found
}
