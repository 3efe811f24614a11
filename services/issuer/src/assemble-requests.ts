import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { dataRequestsTable } from './adapters/requests/data-requests-table.ts'
import type { RecordSource } from './ports.ts'
import type { SignStatement } from './ports/audit.ts'
import { askByCitizen, type AskByCitizen, type AskByCitizenPorts } from './use-cases/requests/ask-by-citizen.ts'
import { requestDesk, type RequestDesk } from './use-cases/requests/request-desk.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly records: RecordSource
}

/** Erasure and access requests. */
export const assembleRequests = ({ clock, random, database, records }: Parts, sign: SignStatement): RequestDesk => requestDesk({ clock, random, records, sign, requests: dataRequestsTable(database) })

/** What citizens ask by themselves. */
export const assembleAsking = ({ clock, random, database }: Pick<Parts, 'clock' | 'random' | 'database'>, citizens: Pick<AskByCitizenPorts, 'steps' | 'signIn' | 'personOf'>): AskByCitizen => askByCitizen({ clock, random, ...citizens, requests: dataRequestsTable(database) })
