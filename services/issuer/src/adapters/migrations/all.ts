import { CreateOutboxTables1764000000000 } from '@counterfoil/service-kit/outbox/create-outbox-tables'
import { CreateAnchorTables1765400000000 } from '@counterfoil/service-kit/signed-list/create-anchor-tables'
import { CreateIssuerTables1763942400000 } from './0001-create-issuer-tables.ts'
import { ChainAuditEntries1764028800000 } from './0002-chain-audit-entries.ts'
import { NoteAuditAnchors1764115200000 } from './0003-note-audit-anchors.ts'
import { StateStatusLists1764205200000 } from './0004-state-status-lists.ts'
import { NoteWhoRedeems1764291600000 } from './0005-note-who-redeems.ts'
import { KeepCopies1764378000000 } from './0006-keep-copies.ts'
import { DeferIssuances1764464400000 } from './0007-defer-issuances.ts'
import { FindPastStatuses1764550800000 } from './0008-find-past-statuses.ts'
import { KeepAuthorizationSteps1764637200000 } from './0009-keep-authorization-steps.ts'
import { NoteProfiles1764723600000 } from './0010-note-profiles.ts'
import { KeepCentralStatuses1764727200000 } from './0010b-keep-central-statuses.ts'
import { StageRenewals1764896400000 } from './0012-stage-renewals.ts'
import { FindStepsByOffer1764982800000 } from './0014-find-steps-by-offer.ts'
import { ServeCouncilSystems1764810000000 } from './0011-serve-council-systems.ts'

/** Everything that made the issuer's database, in order. */
export const issuerMigrations = [CreateIssuerTables1763942400000, CreateOutboxTables1764000000000, ChainAuditEntries1764028800000, NoteAuditAnchors1764115200000, StateStatusLists1764205200000, NoteWhoRedeems1764291600000, KeepCopies1764378000000, DeferIssuances1764464400000, FindPastStatuses1764550800000, KeepAuthorizationSteps1764637200000, NoteProfiles1764723600000, KeepCentralStatuses1764727200000, StageRenewals1764896400000, FindStepsByOffer1764982800000, CreateAnchorTables1765400000000, ServeCouncilSystems1764810000000] as const
