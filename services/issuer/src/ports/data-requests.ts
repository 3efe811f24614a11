import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { DataRequest, DataRequestId, ExtensionReason, HeldOfPerson, RequestRefusal } from '../domain/requests/data-request.ts'

type NewRequest = Pick<DataRequest, 'id' | 'authority' | 'kind' | 'person' | 'receivedOn' | 'enteredAt' | 'enteredBy'>

interface ByStaff {
  readonly subject: string
  readonly now: EpochSeconds
}

/** Requests of citizens about what is held of them. Another authority's are not there. */
export interface DataRequests {
  /** The open one of this kind and person when there is one: entered twice, it is one. */
  enter(request: NewRequest): Promise<DataRequest>
  find(authority: string, id: DataRequestId): Promise<DataRequest | null>
  open(authority: string): Promise<readonly DataRequest[]>
  closed(authority: string, most: number): Promise<readonly DataRequest[]>
  /** Everything that was asked for somebody, the newest first. */
  ofPerson(authority: string, person: PersonHandle, most: number): Promise<readonly DataRequest[]>
  held(authority: string, person: PersonHandle, now: EpochSeconds): Promise<HeldOfPerson>
  /** Each false when the request was not open any more; nothing happened. */
  extend(authority: string, id: DataRequestId, reason: ExtensionReason, by: ByStaff): Promise<boolean>
  /** What is held is told, and erased where that was asked for, in one unit. */
  answer(authority: string, id: DataRequestId, by: ByStaff): Promise<boolean>
  refuse(authority: string, id: DataRequestId, reason: RequestRefusal, by: ByStaff): Promise<boolean>
  withdraw(authority: string, id: DataRequestId, by: ByStaff): Promise<boolean>
}
