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
import { NameStatusIssuers1765069200000 } from './0015-name-status-issuers.ts'
import { FindStepsByOffer1764982800000 } from './0014-find-steps-by-offer.ts'
import { HoldSeveralTypes1765310400000 } from './0016-hold-several-types.ts'
import { FindPrints1765483200000 } from './0018-find-prints.ts'
import { NoteEndedSignIns1765569600000 } from './0020-note-ended-sign-ins.ts'
import { IssueInBulk1765742400000 } from './0022-issue-in-bulk.ts'
import { ListStaffSessions1765656000000 } from './0021-list-staff-sessions.ts'
import { ListCaseloads1765828800000 } from './0023-list-caseloads.ts'
import { ChangeManyStatuses1765832400000 } from './0023b-change-many-statuses.ts'
import { AskForApprovals1765915200000 } from './0024-ask-for-approvals.ts'
import { NoteLooks1765915200001 } from './0024b-note-looks.ts'
import { TakeDataRequests1765915200002 } from './0024c-take-data-requests.ts'
import { KeepCatalogue1766088000000 } from './0026-keep-catalogue.ts'
import { NotePauses1766260800000 } from './0028-note-pauses.ts'
import { NoteMakers1766347200000 } from './0029-note-makers.ts'
import { PublishForms1766433600000 } from './0030-publish-forms.ts'
import { WriteToMany1766520000000 } from './0031-write-to-many.ts'
import { FindOwnRequests1766606400000 } from './0032-find-own-requests.ts'
import { AskTheProviderAgain1766865600000 } from './0036-ask-the-provider-again.ts'
import { FindRefusals1766865600001 } from './0037-find-refusals.ts'
import { CountWhatOneLetsGo1766606400001 } from './0032b-count-what-one-lets-go.ts'
import { TellOfChanges1766606400002 } from './0032c-tell-of-changes.ts'
import { KnowMakersByPerson1766692800000 } from './0034-know-makers-by-person.ts'
import { NoteRecordGaps1766952000000 } from './0038-note-record-gaps.ts'
import { FindReinstatements1767038400000 } from './0039-find-reinstatements.ts'
import { KeepTheProvidersTokens1767211200000 } from './0041-keep-the-providers-tokens.ts'
import { TellRecordsApart1767297600000 } from './0042-tell-records-apart.ts'
import { ShapeTransactionCodes1767470400000 } from './0044-shape-transaction-codes.ts'
import { ServeCouncilSystems1764810000000 } from './0011-serve-council-systems.ts'
import { FreezeCredentials1765396800000 } from './0017-freeze-credentials.ts'
import { QueueMessages1766001600000 } from './0025-queue-messages.ts'
import { QueueWebhooks1764810000001 } from './0011b-queue-webhooks.ts'

/** Everything that made the issuer's database, in order. */
export const issuerMigrations = [
  CreateIssuerTables1763942400000,
  CreateOutboxTables1764000000000,
  ChainAuditEntries1764028800000,
  NoteAuditAnchors1764115200000,
  StateStatusLists1764205200000,
  NoteWhoRedeems1764291600000,
  KeepCopies1764378000000,
  DeferIssuances1764464400000,
  FindPastStatuses1764550800000,
  KeepAuthorizationSteps1764637200000,
  NoteProfiles1764723600000,
  KeepCentralStatuses1764727200000,
  StageRenewals1764896400000,
  FindStepsByOffer1764982800000,
  NameStatusIssuers1765069200000,
  ServeCouncilSystems1764810000000,
  QueueWebhooks1764810000001,
  HoldSeveralTypes1765310400000,
  FreezeCredentials1765396800000,
  CreateAnchorTables1765400000000,
  FindPrints1765483200000,
  NoteEndedSignIns1765569600000,
  IssueInBulk1765742400000,
  ListStaffSessions1765656000000,
  ListCaseloads1765828800000,
  ChangeManyStatuses1765832400000,
  AskForApprovals1765915200000,
  NoteLooks1765915200001,
  TakeDataRequests1765915200002,
  QueueMessages1766001600000,
  KeepCatalogue1766088000000,
  NotePauses1766260800000,
  NoteMakers1766347200000,
  PublishForms1766433600000,
  WriteToMany1766520000000,
  FindOwnRequests1766606400000,
  CountWhatOneLetsGo1766606400001,
  TellOfChanges1766606400002,
  KnowMakersByPerson1766692800000,
  AskTheProviderAgain1766865600000,
  FindRefusals1766865600001,
  NoteRecordGaps1766952000000,
  FindReinstatements1767038400000,
  KeepTheProvidersTokens1767211200000,
  TellRecordsApart1767297600000,
  ShapeTransactionCodes1767470400000,
] as const
