import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { shownClaims, type Access } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken, OfferId, PersonHandle } from '../domain/credential-offer.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import type { DraftSeals, RecordSource, TokenSeals } from '../ports.ts'
import type { NewDraft, OpenChecks } from '../ports/authorization.ts'
import type { CaseReferences } from '../ports/council-api.ts'
import { readPerson } from './authorize-wallet.ts'
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
}

/** Whose credentials a token is for, which ones, and in whose hands it is. */
export interface Authorized {
  readonly person: PersonHandle
  readonly clientId: string
  readonly accesses: readonly Access[]
}

/** What a token is worth for a type: of several, the first is found by the token alone, and each other by the token and its type. */
export type TokenFor = (typeId: string | null) => TokenSeals

export const tokensOf =
  (seals: DraftSeals, token: AccessToken): TokenFor =>
  (typeId) =>
    seals.ofToken(typeId === null ? token : seals.beside(token, typeId))

/** A draft of each type that the council's record supports now. When there is none, refuses `record_gone`, or `record_unsettled` where one may come yet. */
export async function draftsFor(
  ports: DraftingPorts,
  authority: Authority,
  { person, clientId, accesses }: Authorized,
  { tokenFor, tokenExpiresAt, now }: { readonly tokenFor: TokenFor; readonly tokenExpiresAt: EpochSeconds; readonly now: EpochSeconds },
): Promise<readonly [NewDraft, ...NewDraft[]]> {
  const drafts: NewDraft[] = []
  let isUnsettled = false
  for (const access of accesses) {
    const type = ports.types.get(access.typeId)
    if (type === undefined) continue
    const read = await readPerson(ports, { authority, type, person })
    isUnsettled ||= 'missing' in read && read.missing !== 'record_gone'
    if ('missing' in read || shownClaims(type, read.claims, access) === null) continue
    const id = timeOrderedId(now, ports.random) as OfferId
    const token = tokenFor(drafts.length === 0 ? null : type.id)
    const { typeId, configurations } = access
    drafts.push({ id, person, caseHandle: caseHandleIn(ports.cases, authority, type, read.record), typeId, configurations, clientId, tokenLookup: token.lookup, tokenExpiresAt, draft: token.seal(id, read.claims) })
  }
  const [first, ...others] = drafts
  if (first === undefined) throw new Refusal(isUnsettled ? 'record_unsettled' : 'record_gone')
  return [first, ...others]
}
