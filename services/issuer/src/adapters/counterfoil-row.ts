import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'

export interface CounterfoilRow {
  readonly id: CounterfoilId
  readonly configuration_id: string
  readonly person: PersonHandle
  readonly status_issuer: string
  readonly status_list: number
  readonly status_index: number
  readonly status: StatusValue
  readonly issued_at: EpochSeconds
  readonly expires_at: EpochSeconds
}

export const counterfoilColumns = 'id, configuration_id, person, status_issuer, status_list, status_index, status, issued_at, expires_at'

export const counterfoilOf = (row: CounterfoilRow): Counterfoil => ({
  id: row.id,
  configurationId: row.configuration_id,
  person: row.person,
  statusIssuer: row.status_issuer,
  statusList: row.status_list,
  statusIndex: row.status_index,
  status: row.status,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
})
